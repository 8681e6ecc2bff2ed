import { describe, expect, it } from "vitest";
import { idsOf, lines, load, rowsOf } from "./temp-trace.ts";

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
