import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { loadTrace } from "../../src/workload/load-trace.ts";
import { idsOf, lines, load, rowsOf, tempFile } from "./temp-trace.ts";

describe("azure", () => {
  it("keeps every digit of 7 decimals, CRLF and all", async () => {
    const workload = await load(
      "TIMESTAMP,ContextTokens,GeneratedTokens\r\n" +
        "2023-11-16 18:15:46.6805900,374,44\r\n" +
        "2023-11-16 18:15:50.9951690,396,109\r\n" +
        "2023-11-17 00:00:00.0000001,879,55\r\n",
    );
    expect(rowsOf(workload)).toEqual([
      [0, 374, 44],
      [4_314_579_000, 396, 109],
      // 5 h 44 min 13.3194101 s later.
      [20_653_319_410_100, 879, 55],
    ]);
    expect(workload.dropped).toEqual([]);
    expect(workload.description).toBe("azure trace trace.txt, 3 requests over 20,653.3 s");
  });

  it("2024: 6 decimals or none, with an offset", async () => {
    const workload = await load(
      lines(
        "TIMESTAMP,ContextTokens,GeneratedTokens",
        "2024-05-10 00:00:00.009930+00:00,2162,5",
        "2024-05-10 00:00:01+00:00,10,6",
        "2024-05-10 02:00:02+02:00,10,7",
      ),
    );
    expect(rowsOf(workload).map(([ns]) => ns)).toEqual([0, 990_070_000, 1_990_070_000]);
  });

  it("is found by names, whatever their order and company", async () => {
    const workload = await load(
      lines(
        "ContextTokens,TIMESTAMP,Region,GeneratedTokens",
        '7,2024-02-29 00:00:00,"a, b",8',
        "9,2024-03-01 00:00:00,,1",
      ),
    );
    expect(rowsOf(workload)).toEqual([
      [0, 7, 8],
      [86_400e9, 9, 1],
    ]);
  });
});

describe("burstgpt", () => {
  it("reads 6 and 8 columns, and counts failed requests", async () => {
    const six = await load(
      lines(
        "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type",
        "5,ChatGPT,472,18,490,Conversation log",
        "45,ChatGPT,1087,0,1087,Conversation log",
        "118,GPT-4,417,276,693,Conversation log",
      ),
    );
    expect(rowsOf(six)).toEqual([
      [0, 472, 18],
      [113e9, 417, 276],
    ]);
    expect(six.dropped).toEqual([{ reason: "0 response tokens: the request failed", count: 1 }]);
    const eight = await load(
      lines(
        "Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type",
        "19440110.0,1722ac82,43,GPT-4,906,446,1352,Conversation log",
        "19440161.5,d5983bf9,2,ChatGPT,36,29,65,Conversation log",
      ),
    );
    expect(rowsOf(eight)).toEqual([
      [0, 906, 446],
      [51.5e9, 36, 29],
    ]);
  });
});

describe("vidur and splitwise", () => {
  it("reads vidur with arrivals, to the nearest nanosecond", async () => {
    const workload = await load(
      lines(
        "arrived_at,num_prefill_tokens,num_decode_tokens",
        "0.0,374,44",
        "5.8926549999999995,91,16",
        "6e0,1,1",
      ),
    );
    expect(rowsOf(workload).map(([ns]) => ns)).toEqual([0, 5_892_655_000, 6e9]);
  });

  const lengthsOnly = lines("num_prefill_tokens,num_decode_tokens,pd_ratio", "3772,54,69.8", "2015,156,12.9");

  it("keeps the times a trace has where a rate is given, and says so, or refuses the rate", async () => {
    const text = lines("arrival,prompt,output", "0,5,6", "2,7,8");
    const arrivals = { requestRate: 10 };
    const workload = await load(text, { arrivals });
    expect(rowsOf(workload).map(([ns]) => ns)).toEqual([0, 2e9]);
    expect(workload.notes?.[0]).toMatch(/has arrival times of its own, so a request rate.* no effect/);
    await expect(load(text, { arrivals, arrivalsMustApply: true })).rejects.toThrow(
      /has arrival times of its own.* Use --rate-scale or --time-scale/,
    );
  });

  it("shows a trace of lengths only without arrivals to whoever only looks", async () => {
    const workload = await load(lines("num_prefill_tokens,num_decode_tokens", "5,6", "7,8"), {
      anySpan: true,
    });
    expect(rowsOf(workload)).toEqual([
      [0, 5, 6],
      [0, 7, 8],
    ]);
    expect(workload.notes).toEqual(["carries lengths only, no arrival times: taken as all at once"]);
  });

  it("draws arrivals for a trace of lengths only", async () => {
    const workload = await load(lengthsOnly, { arrivals: { requestRate: 2, process: "constant" }, seed: 3 });
    expect(rowsOf(workload)).toEqual([
      [0.5e9, 3772, 54],
      [1e9, 2015, 156],
    ]);
    expect(workload.requestRate).toBe(2);
    expect(workload.burstiness).toBe(Infinity);
  });

  it("reads splitwise", async () => {
    const workload = await load(
      lines(
        "request_id,request_type,application_id,arrival_timestamp,batch_size,prompt_size,token_size",
        "0,2,0,1,1,4096,32",
        "1,2,0,3,1,2048,8",
      ),
    );
    expect(rowsOf(workload)).toEqual([
      [0, 4096, 32],
      [2e9, 2048, 8],
    ]);
  });
});

describe("hash traces", () => {
  it("mooncake: milliseconds, ids of 512 tokens, equal times in file order", async () => {
    const workload = await load(
      lines(
        '{"timestamp": 0, "input_length": 1025, "output_length": 500, "hash_ids": [0, 1, 2]}',
        '{"timestamp": 27482, "input_length": 512, "output_length": 490, "hash_ids": [0]}',
        '{"timestamp": 27482, "input_length": 600, "output_length": 7, "hash_ids": [0, 9]}',
      ),
    );
    expect(rowsOf(workload)).toEqual([
      [0, 1025, 500],
      [27_482e6, 512, 490],
      [27_482e6, 600, 7],
    ]);
    expect(idsOf(workload)).toEqual([[0, 1, 2], [0], [0, 9]]);
    expect(workload.requests.promptBlocks?.blockTokens).toBe(512);
  });

  it("says so when the first prompt shows ids of 16 tokens", async () => {
    const workload = await load(
      '{"timestamp": 1.5, "input_length": 33, "output_length": 2, "hash_ids": [4, 5, 6]}',
    );
    expect(workload.requests.promptBlocks?.blockTokens).toBe(16);
    expect(workload.notes?.[0]).toContain("16 tokens each");
  });

  it("takes vLLM's knobs: chunk size, seconds a unit, labels", async () => {
    const workload = await load(
      lines('{"t": 1, "in": 64, "out": 2, "h": [8, 9]}', '{"t": 3, "in": 30, "out": 2, "h": []}'),
      {
        format: "mooncake",
        chunkHashSize: 32,
        secMultiplier: 0.5,
        labels: { timestamp: "t", inputLength: "in", outputLength: "out", hashIds: "h" },
      },
    );
    expect(rowsOf(workload)).toEqual([
      [0, 64, 2],
      [1e9, 30, 2],
    ]);
    expect(idsOf(workload)).toEqual([[8, 9], []]);
    expect(workload.requests.promptBlocks?.blockTokens).toBe(32);
  });

  it("bailian: seconds, 16 tokens an id", async () => {
    const workload = await load(
      lines(
        '{"chat_id": 159, "parent_chat_id": -1, "timestamp": 61.114, "input_length": 33, "output_length": 1, "turn": 1, "hash_ids": [7, 8, 9]}',
        '{"chat_id": 160, "parent_chat_id": 159, "timestamp": 62.5, "input_length": 16, "output_length": 8, "turn": 2, "hash_ids": [7]}',
      ),
    );
    expect(rowsOf(workload)).toEqual([
      [0, 33, 1],
      [1_386_000_000, 16, 8],
    ]);
    expect(idsOf(workload)).toEqual([[7, 8, 9], [7]]);
  });

  it("bailian: turns without hash ids share the context of the turn they name", async () => {
    const turn = (chat: number, parent: number, at: number, input: number) =>
      JSON.stringify({
        chat_id: chat,
        parent_chat_id: parent,
        timestamp: at,
        input_length: input,
        output_length: 9,
      });
    const workload = await load(
      lines(turn(7, -1, 0, 40), turn(8, -1, 1, 40), turn(9, 7, 2, 50), turn(10, 9, 3, 80)),
    );
    expect([...workload.requests.session!]).toEqual([0, 1, 0, 0]);
    expect(idsOf(workload)).toEqual([
      [0, 1, 2, 3],
      [4, 5],
      [0, 1, 2, 3],
      [0, 1, 2, 3, 6],
    ]);
  });

  it("joins ids where KV blocks are larger", async () => {
    const workload = await load(
      lines(
        '{"timestamp": 0, "input_length": 80, "output_length": 1, "hash_ids": [1, 2, 3, 4, 5]}',
        '{"timestamp": 0, "input_length": 64, "output_length": 1, "hash_ids": [1, 2, 3, 9]}',
      ),
      { chunkHashSize: 16, kvBlockSize: 32 },
    );
    expect(idsOf(workload)).toEqual([
      [0, 1],
      [0, 2],
    ]);
    expect(workload.requests.promptBlocks?.blockTokens).toBe(32);
  });

  it("keeps equal 64-bit hashes equal and the engine's sub-blocks exact", async () => {
    const big = "18446744073709551615";
    const workload = await load(
      lines(
        `{"timestamp": 0, "input_length": 512, "output_length": 1, "hash_ids": [${big}]}`,
        `{"timestamp": 0, "input_length": 1024, "output_length": 1, "hash_ids": [${big}, 12345678901234567]}`,
      ),
    );
    const [[first], [again, other]] = idsOf(workload) as [[number], [number, number]];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    expect(Math.max(first, other) * 32 + 31).toBeLessThan(Number.MAX_SAFE_INTEGER);
  });
});

describe("generic files", () => {
  it("understands plain names and the unit in the arrival's name", async () => {
    const workload = await load(lines("id,arrival_ms,prompt_tokens,output_tokens", "a,10,5,6", "b,10.5,7,8"));
    expect(rowsOf(workload)).toEqual([
      [0, 5, 6],
      [500_000, 7, 8],
    ]);
  });

  it("maps columns, takes a unit, and reads quotes, semicolons and line ends inside quotes", async () => {
    const workload = await load(lines('"when; ""x""";in;out;note', '1;"5";6;"two', 'lines"', "2;7;8;"), {
      columns: { arrival: 'when; "x"', prompt: "in", output: "out" },
      timeUnit: "us",
    });
    expect(rowsOf(workload)).toEqual([
      [0, 5, 6],
      [1000, 7, 8],
    ]);
  });

  it("reads dates in the arrival column", async () => {
    const workload = await load(
      lines("time,prompt,output", "2024-01-01T00:00:00Z,5,6", "2024-01-01T00:00:00.25Z,5,6"),
    );
    expect(rowsOf(workload).map(([ns]) => ns)).toEqual([0, 250_000_000]);
  });

  it("reads JSON lines with columns, priority and a session", async () => {
    const workload = await load(
      lines(
        '{"at": 5, "p": 40, "o": 6, "prio": -1, "s": "x"}',
        '{"at": 6, "p": 48, "o": 8, "prio": 2, "s": "x"}',
      ),
      { columns: { arrival: "at", prompt: "p", output: "o", priority: "prio", session: "s" } },
    );
    expect(rowsOf(workload)).toEqual([
      [0, 40, 6],
      [1e9, 48, 8],
    ]);
    expect([...workload.requests.priority!]).toEqual([-1, 2]);
    expect([...workload.requests.session!]).toEqual([0, 0]);
    // 40 + 6 fit the next prompt: the first row names the block in which its answer ends, too.
    expect(idsOf(workload)).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
  });

  it("equal prompt ids share all their full blocks from position 0", async () => {
    const workload = await load(
      lines("arrival,prompt,output,doc", "0,40,1,A", "1,16,1,B", "2,64,1,A", "3,31,1,C", "4,20,1,B"),
      { columns: { prompt_id: "doc" } },
    );
    // A: 2 and 4 blocks of the same; B: 1; C comes once and shares nothing.
    expect(idsOf(workload)).toEqual([[0, 1], [4], [0, 1, 2, 3], [], [4]]);
  });

  it("a session whose prompt shrinks starts a new context, and says so", async () => {
    const workload = await load(lines("arrival,prompt,output,session", "0,32,1,s", "1,16,20,s", "2,32,1,s"));
    expect(idsOf(workload)).toEqual([[0, 1], [2], [2, 3]]);
    expect(workload.notes).toEqual([
      "1 turns have a shorter prompt than the turn before: taken as new contexts",
    ]);
  });

  it("hash ids in a CSV field", async () => {
    const workload = await load(
      lines("arrival,prompt,output,hash_ids", "0,40,1,3 4 5", '1,16,1,"[3]"', "1,5,1,"),
    );
    expect(idsOf(workload)).toEqual([[3, 4, 5], [3], []]);
  });
});

describe("transforms", () => {
  const trace = lines("arrival,prompt,output", "100,5,6", "110,50,6", "120,7,6", "130,8,6");
  const kept = async (options: object) =>
    rowsOf(await load(trace, options)).map(([ns, prompt]) => [ns! / 1e9, prompt]);

  it.each([
    [
      {},
      [
        [0, 5],
        [10, 50],
        [20, 7],
        [30, 8],
      ],
    ],
    [
      { limit: 2 },
      [
        [0, 5],
        [10, 50],
      ],
    ],
    [
      { startS: 10, endS: 30 },
      [
        [0, 50],
        [10, 7],
      ],
    ],
    [
      { maxModelLen: 20 },
      [
        [0, 5],
        [20, 7],
        [30, 8],
      ],
    ],
    [
      { keepOffset: true },
      [
        [100, 5],
        [110, 50],
        [120, 7],
        [130, 8],
      ],
    ],
    [{ keepOffset: true, startS: 20, limit: 1 }, [[120, 7]]],
    [
      { timeScale: 2 },
      [
        [0, 5],
        [20, 50],
        [40, 7],
        [60, 8],
      ],
    ],
    [
      { rateScale: 2 },
      [
        [0, 5],
        [5, 50],
        [10, 7],
        [15, 8],
      ],
    ],
    [{ startS: 10, maxModelLen: 20, limit: 1 }, [[0, 7]]],
  ])("%j", async (options, expected) => {
    expect(await kept(options)).toEqual(expected);
  });

  it("count what they drop and say where they stopped", async () => {
    const workload = await load(trace, { startS: 5, maxModelLen: 20, limit: 1 });
    expect(workload.dropped).toEqual([
      { reason: "before --start 5 s", count: 1 },
      { reason: "prompt + output longer than --drop-longer 20", count: 1 },
    ]);
    expect(workload.notes).toEqual(["stopped reading at --limit 1"]);
  });

  it("sorting is stable and said", async () => {
    const workload = await load(lines("arrival,prompt,output", "3,1,1", "1,2,1", "3,3,1", "1,4,1"), {
      sortArrivals: true,
    });
    expect(rowsOf(workload)).toEqual([
      [0, 2, 1],
      [0, 4, 1],
      [2e9, 1, 1],
      [2e9, 3, 1],
    ]);
    expect(workload.notes).toEqual(["sorted by arrival: 4 of 4 rows moved"]);
  });

  it("a trace of more than 104 days can be looked at, compressed or cut", async () => {
    const long = lines("arrival,prompt,output", "0,5,6", "10000000,50,6");
    const whole = await load(long, { anySpan: true });
    expect(whole.requests.arrivalNs.at(-1)).toBe(1e16);
    expect(whole.notes).toEqual(["arrivals after 104 days are exact to 2 ns only"]);
    expect((await load(long, { timeScale: 0.5 })).requests.arrivalNs.at(-1)).toBe(5e15);
    expect((await load(long, { endS: 1e6 })).requests.count).toBe(1);
  });

  it("sorting a sorted file says nothing", async () => {
    expect((await load(trace, { sortArrivals: true })).notes).toBeUndefined();
  });

  it("drops rows without tokens only on request", async () => {
    const workload = await load(lines("arrival,prompt,output", "0,1,1", "1,0,1", "2,1,0"), {
      dropEmpty: true,
    });
    expect(workload.requests.count).toBe(1);
    expect(workload.dropped).toEqual([
      { reason: "0 prompt tokens", count: 1 },
      { reason: "0 output tokens", count: 1 },
    ]);
  });
});

describe("files", () => {
  const text = lines("arrival,prompt,output", "0,1,2", "", "1.5,3,4", "");

  it("reads gzip by its content, a byte order mark, and blank lines", async () => {
    const packed = await load(gzipSync(`﻿${text}`), {}, "named.csv");
    expect(rowsOf(packed)).toEqual([
      [0, 1, 2],
      [1.5e9, 3, 4],
    ]);
  });

  it("reads the same across the borders of its buffer, packed or not", async () => {
    // 600,000 rows of 8 to 16 bytes cross the 1 MiB buffer several times, at all offsets.
    const rows = Array.from({ length: 600_000 }, (_, i) => `${i},${(i % 1000) + 1},7`);
    const content = `arrival,prompt,output\n${rows.join("\n")}`;
    const plain = (await loadTrace(tempFile("plain.csv", content))).requests;
    const packed = (await loadTrace(tempFile("packed.csv.gz", gzipSync(content, { level: 1 })))).requests;
    expect(plain.count).toBe(600_000);
    expect(plain.arrivalNs[599_999]).toBe(599_999e9);
    expect(plain.promptTokens.every((tokens, i) => tokens === (i % 1000) + 1)).toBe(true);
    // By bytes: a deep comparison of arrays this long takes seconds.
    expect(bytesOf(packed.arrivalNs).equals(bytesOf(plain.arrivalNs))).toBe(true);
    expect(bytesOf(packed.promptTokens).equals(bytesOf(plain.promptTokens))).toBe(true);
  });

  it("reads a line longer than its buffer", async () => {
    const ids = Array.from({ length: 250_000 }, (_, i) => i);
    const line = JSON.stringify({
      timestamp: 0,
      input_length: 250_000 * 16,
      output_length: 1,
      hash_ids: ids,
    });
    expect(line.length).toBeGreaterThan(1 << 20);
    const workload = await load(lines(line, line.replace('"timestamp":0', '"timestamp":1')), {
      chunkHashSize: 16,
    });
    expect(workload.requests.promptBlocks?.ids.length).toBe(500_000);
  });
});

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
