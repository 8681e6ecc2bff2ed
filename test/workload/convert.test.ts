import { readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { traceText, type WritableFormat, writeTrace } from "../../src/workload/convert.ts";
import { generateWorkload } from "../../src/workload/generate.ts";
import { loadTrace } from "../../src/workload/load-trace.ts";
import { RequestBuilder } from "../../src/workload/request-builder.ts";
import { emptyRow } from "../../src/workload/trace-row.ts";
import type { Workload } from "../../src/workload/workload.ts";
import { lines, load, rowsOf, tempFile } from "./temp-trace.ts";

const workload: Workload = await load(
  lines("arrival_ns,prompt_tokens,output_tokens,priority", "0,40,3,1", "1234567891,600,5,-2"),
);

describe("text of each format", () => {
  it.each([
    [
      "azure",
      "TIMESTAMP,ContextTokens,GeneratedTokens\n2000-01-01 00:00:00.0000000,40,3\n2000-01-01 00:00:01.2345679,600,5\n",
    ],
    ["csv", "arrival_ns,prompt_tokens,output_tokens,priority\n0,40,3,1\n1234567891,600,5,-2\n"],
    [
      "jsonl",
      '{"arrival_ns":0,"prompt_tokens":40,"output_tokens":3,"priority":1}\n{"arrival_ns":1234567891,"prompt_tokens":600,"output_tokens":5,"priority":-2}\n',
    ],
    [
      "mooncake",
      '{"timestamp": 0, "input_length": 40, "output_length": 3, "hash_ids": [0]}\n{"timestamp": 1234.567891, "input_length": 600, "output_length": 5, "hash_ids": [1, 2]}\n',
    ],
    [
      "llmservingsim",
      '{"input_toks":40,"output_toks":3,"arrival_time_ns":0}\n{"input_toks":600,"output_toks":5,"arrival_time_ns":1234567891}\n',
    ],
  ] as [WritableFormat, string][])("%s", (format, text) => {
    expect(traceText(workload, format)).toBe(text);
  });
});

it("says what a format cannot hold", async () => {
  const file = tempFile("out.csv", "");
  expect(await writeTrace(workload, "azure", file)).toEqual(["priorities", "1 arrivals rounded to 100 ns"]);
  expect(await writeTrace(workload, "csv", file)).toEqual([]);
});

it("leaves nothing but the file, and nothing at all when it fails", async () => {
  const file = tempFile("whole.csv", "old");
  await writeTrace(workload, "csv", file);
  expect(readFileSync(file, "utf8")).toBe(traceText(workload, "csv"));
  await expect(writeTrace(workload, "csv", dirname(file))).rejects.toThrow();
  expect(readdirSync(dirname(file)).filter((name) => name.includes("partial"))).toEqual([]);
});

describe("what is written is read back the same", () => {
  const rows = fc.array(
    fc.record({
      gapNs: fc.integer({ min: 0, max: 5_000_000_000 }),
      prompt: fc.integer({ min: 1, max: 5000 }),
      output: fc.integer({ min: 1, max: 5000 }),
      priority: fc.integer({ min: -3, max: 3 }),
    }),
    { minLength: 1, maxLength: 40 },
  );
  const build = (list: { gapNs: number; prompt: number; output: number; priority: number }[]): Workload => {
    const builder = new RequestBuilder();
    let arrivalNs = -list[0]!.gapNs;
    for (const { gapNs, prompt, output, priority } of list) {
      arrivalNs += gapNs;
      builder.add({ ...emptyRow(), arrivalNs, promptTokens: prompt, outputTokens: output, priority });
    }
    return { requests: builder.build(0), description: "", requestRate: NaN, burstiness: NaN, dropped: [] };
  };

  it.each(["csv", "jsonl", "mooncake", "llmservingsim"] as const)("%s, to the nanosecond", async (format) => {
    await fc.assert(
      fc.asyncProperty(rows, async (list) => {
        const original = build(list);
        expect(rowsOf(await load(traceText(original, format)))).toEqual(rowsOf(original));
      }),
      { numRuns: 50 },
    );
  });

  it("azure, to 100 ns", async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (list) => {
        const original = build(list);
        const back = await load(traceText(original, "azure"));
        const apart = rowsOf(back).map(([ns], i) => Math.abs(ns! - original.requests.arrivalNs[i]!));
        expect(Math.max(...apart)).toBeLessThanOrEqual(50);
      }),
      { numRuns: 50 },
    );
  });

  const prefixes = generateWorkload(
    {
      numRequests: 20,
      arrivals: { requestRate: 5 },
      prompts: { kind: "prefix_repetition", prefixLen: 64, numPrefixes: 4 },
    },
    1,
  );
  it.each(["csv", "jsonl", "mooncake"] as const)("block ids in %s", async (format) => {
    const back = await load(traceText(prefixes, format), { chunkHashSize: 16, keepOffset: true });
    expect(back.requests).toEqual(prefixes.requests);
  });

  it("sessions in llmservingsim", async () => {
    const constant = (value: number) => ({ kind: "constant", value }) as const;
    const prompts = {
      kind: "sessions",
      turns: { kind: "uniform", min: 1, max: 4 },
      prompt: constant(30),
      output: constant(10),
      thinkTime: { kind: "exponential", meanS: 2 },
    } as const;
    const sessions = generateWorkload({ numRequests: 30, arrivals: { requestRate: 5 }, prompts }, 1);
    const back = await load(traceText(sessions, "llmservingsim"), { keepOffset: true });
    expect(rowsOf(back)).toEqual(rowsOf(sessions));
    expect(back.requests.followUps).toEqual(sessions.requests.followUps);
    expect(() => traceText(sessions, "csv")).toThrow("cannot hold turns that wait for the turn before");
  });
});

it("the shipped examples are what their script says", async () => {
  const folder = new URL("../../configs/workloads/", import.meta.url).pathname;
  const chat = await loadTrace(`${folder}chat.csv`, { keepOffset: true });
  expect(chat.requests.count).toBe(2000);
  expect(chat.requests.arrivalNs.at(-1)).toBe(250e9);
  const azure = await loadTrace(`${folder}example-azure-format.csv`);
  expect(azure.requests.count).toBe(120);
  expect(azure.description).toContain("azure trace");
});
