import { expect, it } from "vitest";
import { prefixCacheHits } from "../../src/metrics/prefix-cache.ts";
import { resultOf } from "./results.ts";

const ROWS = [
  { arrivalMs: 0, firstTokenMs: 1, lastTokenMs: 1, promptTokens: 64 },
  { arrivalMs: 0, firstTokenMs: 1, lastTokenMs: 1, promptTokens: 36 },
  { arrivalMs: 0, promptTokens: 900, finish: "rejected" },
] as const;

it("counts once a request, those that were rejected left out, beside vLLM's counter", () => {
  const counter = { queriedTokens: 160, hitTokens: 80, preemptedQueriedTokens: 7, preemptedHitTokens: 5 };
  const run = resultOf(ROWS, { cachedTokens: Int32Array.of(48, 0, 0), prefixCache: counter });
  expect(prefixCacheHits(run)).toEqual({
    hitRatio: 0.48,
    hitTokens: 48,
    promptTokens: 100,
    vllmCounter: { hitRatio: 0.5, ...counter },
  });
});

it("is 0 where nothing was asked", () => {
  const { hitRatio, vllmCounter } = prefixCacheHits(resultOf([]));
  expect([hitRatio, vllmCounter.hitRatio]).toEqual([0, 0]);
});
