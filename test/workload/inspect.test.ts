import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RequestTable } from "../../src/engine/request-table.ts";
import { inspectWorkload } from "../../src/workload/inspect.ts";
import { prefixReuse } from "../../src/workload/prefix-reuse.ts";
import { RequestBuilder } from "../../src/workload/request-builder.ts";
import { emptyRow } from "../../src/workload/trace-row.ts";
import { lines, load } from "./temp-trace.ts";

it("summarizes rates, bursts and lengths", async () => {
  const workload = await load(lines("arrival,prompt,output", "0,1,4", "1,2,4", "1,3,4", "4,10,8"));
  const summary = inspectWorkload(workload);
  expect(summary).toMatchObject({
    requests: 4,
    followUps: 0,
    sessions: 0,
    durationS: 4,
    requestRate: 1,
    peakPerSecond: 2,
  });
  // Gaps 1, 0, 3: mean 4/3, population variance (1 + 0 + 9)/3 - 16/9 = 14/9.
  expect(summary.arrivalCv).toBeCloseTo(Math.sqrt(14 / 9) / (4 / 3), 12);
  expect(summary.burstiness).toBeCloseTo(1 / summary.arrivalCv ** 2, 12);
  expect(summary.promptTokens).toMatchObject({ total: 16, mean: 4, min: 1, p50: 2.5, max: 10 });
  // Deviations -3 -2 -1 6: sum of squares 50.
  expect(summary.promptTokens.stdev).toBeCloseTo(Math.sqrt(12.5), 12);
  // Rank 2.7 between 3 and 10.
  expect(summary.promptTokens.p90).toBeCloseTo(3 + 0.7 * 7, 12);
  expect(summary.promptHistogram).toEqual({ edges: [1, 2, 4, 8, 16], counts: [1, 2, 0, 1] });
  expect(summary.outputHistogram).toEqual({ edges: [4, 8, 16], counts: [3, 1] });
  expect(summary.arrivalHistogram.counts.reduce((sum, n) => sum + n)).toBe(4);
});

it("one request has no rate", async () => {
  const summary = inspectWorkload(await load(lines("arrival,prompt,output", "5,1,4")));
  expect(summary.requestRate).toBeNaN();
  expect(summary.arrivalCv).toBeNaN();
  expect(summary.peakPerSecond).toBe(1);
});

function table(
  blockTokens: number,
  rows: readonly { prompt: number; ids: readonly number[] }[],
): RequestTable {
  const builder = new RequestBuilder();
  for (const { prompt, ids } of rows) {
    builder.add({ ...emptyRow(), promptTokens: prompt, outputTokens: 1, blockIds: ids });
  }
  return builder.build(blockTokens);
}

describe("prefix reuse with an infinite cache", () => {
  it("the last token is always computed: an aligned repeat hits one block less", () => {
    const rows = [
      { prompt: 48, ids: [1, 2, 3] },
      { prompt: 48, ids: [1, 2, 3] },
      { prompt: 49, ids: [1, 2, 3, 9] },
    ];
    expect(prefixReuse(table(16, rows))).toEqual({
      infiniteCacheHitRatio: 80 / 145,
      hitTokens: 80,
      inputTokens: 145,
    });
  });

  it("an equal id after another prefix is another block", () => {
    const rows = [
      { prompt: 40, ids: [1, 2] },
      { prompt: 40, ids: [7, 2] },
    ];
    expect(prefixReuse(table(16, rows)).hitTokens).toBe(0);
  });

  it("a 512-token id of a partial block serves its full sub-blocks only, and stops the walk", () => {
    const rows = [
      // 600 = 512 + 88: the second id has 5 full sub-blocks of 16.
      { prompt: 600, ids: [1, 2] },
      { prompt: 1100, ids: [1, 2, 3] },
      { prompt: 1100, ids: [1, 2, 3] },
    ];
    const hits = [32 + 5, Math.floor(1099 / 16)];
    expect(prefixReuse(table(512, rows)).hitTokens).toBe((hits[0]! + hits[1]!) * 16);
  });

  it("agrees with a literal cache of expanded prefixes", () => {
    const row = fc.record({
      prompt: fc.integer({ min: 1, max: 200 }),
      ids: fc.array(fc.integer({ min: 0, max: 3 })),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), fc.constantFrom(16, 32, 64), (rows, blockTokens) => {
        const seen = new Set<string>();
        let hits = 0;
        for (const { prompt, ids } of rows) {
          const blocks = ids.flatMap((id) =>
            Array.from({ length: blockTokens / 16 }, (_, sub) => `${id}.${sub}`),
          );
          const full = blocks.slice(0, Math.floor(prompt / 16));
          const paths = full.map((_, i) => full.slice(0, i + 1).join("/"));
          const missing = paths.findIndex((path) => !seen.has(path));
          hits += Math.min(missing < 0 ? paths.length : missing, Math.floor((prompt - 1) / 16));
          for (const path of paths) seen.add(path);
        }
        return prefixReuse(table(blockTokens, rows)).hitTokens === hits * 16;
      }),
      { numRuns: 300 },
    );
  });

  it("distinct prompts reuse nothing", () => {
    expect(
      prefixReuse(
        table(16, [
          { prompt: 40, ids: [] },
          { prompt: 40, ids: [] },
        ]),
      ),
    ).toEqual({
      infiniteCacheHitRatio: 0,
      hitTokens: 0,
      inputTokens: 80,
    });
  });
});
