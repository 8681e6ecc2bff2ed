import { expect, it } from "vitest";
import { emptyWaterfalls, W, WATERFALL_PARTS } from "../../src/engine/waterfall-parts.ts";
import { meanWaterfall } from "../../src/metrics/waterfall.ts";
import { resultOf } from "./results.ts";

const done = { firstTokenMs: 1, lastTokenMs: 2, promptTokens: 5, outputTokens: 2 };
const { result } = resultOf([
  { arrivalMs: 0, ...done },
  { arrivalMs: 0, ...done },
  { arrivalMs: 0, promptTokens: 9000, outputTokens: 5, finish: "rejected" },
  { arrivalMs: 0, ...done },
]);

it("meanWaterfall averages completed requests behind the warm-up", () => {
  const waterfalls = emptyWaterfalls(4);
  const cell = (row: number, place: number) => row * WATERFALL_PARTS.length + place;
  for (const [row, ms] of [100, 4, 1000, 8].entries()) {
    waterfalls.ttftNs[cell(row, W.slot)] = ms * 1e6;
    waterfalls.e2elNs[cell(row, W.slot)] = ms * 1e6;
    waterfalls.e2elNs[cell(row, W.gemm)] = 3 * ms * 1e6;
  }
  const { ttft, e2el } = meanWaterfall({ ...result, waterfalls }, 1);
  expect([ttft.slot, ttft.gemm, e2el.slot, e2el.gemm]).toEqual([6, 0, 6, 18]);
  expect(meanWaterfall({ ...result, waterfalls }, 4).e2el.slot).toBe(0);
});

it("meanWaterfall refuses a run that kept none", () => {
  expect(() => meanWaterfall(result, 0)).toThrow("kept no waterfalls");
});
