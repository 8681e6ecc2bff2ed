import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { loadTrace } from "../../src/workload/load-trace.ts";
import { idsOf, lines, load, rowsOf, tempFile } from "./temp-trace.ts";

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
