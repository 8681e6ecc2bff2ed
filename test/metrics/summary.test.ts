import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { summarize } from "../../src/metrics/summary.ts";
import { describeWithReference, referenceFile } from "../reference.ts";
import { resultOf } from "./results.ts";

// Three requests that complete, one of them a single token; one that is rejected.
const rows = [
  { arrivalMs: 100, firstTokenMs: 150, lastTokenMs: 450, promptTokens: 10, outputTokens: 4 },
  { arrivalMs: 200, firstTokenMs: 220, lastTokenMs: 220, promptTokens: 20, outputTokens: 1 },
  { arrivalMs: 250, promptTokens: 9_000, outputTokens: 5, finish: "rejected" as const },
  {
    arrivalMs: 300,
    firstTokenMs: 380,
    lastTokenMs: 2_100,
    promptTokens: 30,
    outputTokens: 5,
    finish: "length" as const,
  },
];
const itl = { durationNs: Float64Array.of(100e6, 430e6), weight: Float64Array.of(3, 4) };
const rejectReasons = [{ reason: "prompts reach max_model_len 4096", count: 1 }];
const { result, requests } = resultOf(rows, {
  itl,
  rejectReasons,
  outputTokensPerSecond: Float64Array.of(6, 3, 1),
});

describe("summarize", () => {
  const summary = summarize({ result, requests });

  it("counts requests and tokens of those that completed", () => {
    expect(summary).toMatchObject({
      requests: 4,
      completed: 3,
      failed: 1,
      rejected: 1,
      rejectReasons,
      totalInputTokens: 60,
      totalOutputTokens: 10,
      requestGoodput: null,
    });
  });

  it("divides by the time from first arrival to last token", () => {
    expect(summary.durationSeconds).toBeCloseTo(2, 12);
    expect(summary.requestThroughput).toBeCloseTo(1.5, 12);
    expect(summary.outputThroughput).toBeCloseTo(5, 12);
    expect(summary.totalTokenThroughput).toBeCloseTo(35, 12);
    expect(summary.maxOutputTokensPerSecond).toBe(6);
  });

  it("measures TTFT from arrival, TPOT over the gaps of requests that have any, E2EL to the last token", () => {
    // TTFT 50, 20, 80; TPOT 300/3 and 1720/4; E2EL 350, 20, 1800.
    expect(summary.ttft).toMatchObject({ count: 3, meanMs: 50, medianMs: 50, minMs: 20, maxMs: 80 });
    expect(summary.tpot).toMatchObject({ count: 2, meanMs: 265, medianMs: 265, minMs: 100, maxMs: 430 });
    expect(summary.e2el).toMatchObject({ count: 3, medianMs: 350, maxMs: 1800 });
    expect(summary.ttft.p90Ms).toBeCloseTo(50 + 0.8 * 30, 12);
    expect(summary.ttft.percentiles.map(({ p }) => p)).toEqual([50, 90, 99]);
  });

  it("pools the gaps of all requests for ITL", () => {
    // 100 100 100 430 430 430 430
    expect(summary.itl).toMatchObject({ count: 7, medianMs: 430, minMs: 100, maxMs: 430 });
    expect(summary.itl.meanMs).toBeCloseTo(2_020 / 7, 10);
  });

  it("counts requests that meet every objective, a single token's TPOT as 0", () => {
    const goodput = (slo: Parameters<typeof summarize>[0]["slo"]): number | null =>
      summarize({ result, requests, ...(slo && { slo }) }).requestGoodput;
    expect(goodput({ ttftMs: 50 })).toBeCloseTo(2 / 2, 12);
    expect(goodput({ ttftMs: 49.999 })).toBeCloseTo(1 / 2, 12);
    expect(goodput({ tpotMs: 99 })).toBeCloseTo(1 / 2, 12);
    expect(goodput({ ttftMs: 100, tpotMs: 100, e2elMs: 349 })).toBeCloseTo(1 / 2, 12);
    expect(goodput({ e2elMs: 1 })).toBe(0);
    expect(goodput({})).toBeNull();
  });

  it("leaves warm-up out of latencies, not out of counts", () => {
    const warm = summarize({ result, requests, warmup: 1, percentiles: [99.9] });
    expect(warm.ttft).toMatchObject({ count: 2, meanMs: 50 });
    expect(warm.tpot.count).toBe(1);
    expect(warm.e2el.percentiles).toHaveLength(1);
    expect(warm).toMatchObject({ completed: 3, warmup: 1, itl: { count: 7 } });
  });

  it("has no latencies and no throughput when nothing completed", () => {
    const none = resultOf([{ arrivalMs: 5, finish: "rejected" }]);
    const summary = summarize(none);
    expect(summary).toMatchObject({ completed: 0, failed: 1, durationSeconds: 0, requestThroughput: 0 });
    expect(summary.ttft).toMatchObject({ count: 0, meanMs: Number.NaN, p99Ms: Number.NaN });
    expect(summarize(resultOf([]))).toMatchObject({ requests: 0, maxConcurrentRequests: 0 });
  });
});

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const fixture = "results/results_vllm_bench/synthetic_fixture_save_detailed.json";

describeWithReference("summarize on what vllm bench recorded of single requests", fixture, () => {
  const recorded = JSON.parse(readFileSync(referenceFile(fixture), "utf8"));
  const starts: number[] = recorded.start_times;
  const gaps: number[][] = recorded.itls;
  const tokenTimes = starts.map((start, i) =>
    [0, ...gaps[i]!].map((_, token) => start + recorded.ttfts[i] + sum(gaps[i]!.slice(0, token))),
  );
  const perSecond = new Float64Array(10);
  for (const time of tokenTimes.flat()) perSecond[Math.floor(time - starts[0]!)]! += 1;
  const { result, requests } = resultOf(
    starts.map((start, i) => ({
      arrivalMs: start * 1000,
      firstTokenMs: tokenTimes[i]![0]! * 1000,
      lastTokenMs: tokenTimes[i]!.at(-1)! * 1000,
      promptTokens: recorded.input_lens[i],
      outputTokens: recorded.output_lens[i],
    })),
    {
      itl: {
        durationNs: Float64Array.from(gaps.flat(), (seconds) => seconds * 1e9),
        weight: new Float64Array(gaps.flat().length).fill(1),
      },
      outputTokensPerSecond: perSecond,
    },
  );
  const summary = summarize({ result, requests });

  it("gives vLLM's own totals, throughput and peaks", () => {
    expect(summary.completed).toBe(recorded.completed);
    expect(summary.failed).toBe(recorded.failed);
    expect(summary.totalInputTokens).toBe(recorded.total_input_tokens);
    expect(summary.totalOutputTokens).toBe(recorded.total_output_tokens);
    expect(summary.durationSeconds).toBeCloseTo(recorded.duration, 8);
    expect(summary.requestThroughput).toBeCloseTo(recorded.request_throughput, 6);
    expect(summary.outputThroughput).toBeCloseTo(recorded.output_throughput, 6);
    expect(summary.totalTokenThroughput).toBeCloseTo(recorded.total_token_throughput, 4);
    expect(summary.maxOutputTokensPerSecond).toBe(recorded.max_output_tokens_per_s);
    expect(summary.maxConcurrentRequests).toBe(recorded.max_concurrent_requests);
  });

  for (const metric of ["ttft", "tpot", "itl", "e2el"] as const) {
    it(`gives vLLM's own mean, median, std and percentiles of ${metric}`, () => {
      const { meanMs, medianMs, stdMs, p50Ms, p90Ms, p99Ms } = summary[metric];
      expect(meanMs).toBeCloseTo(recorded[`mean_${metric}_ms`], 5);
      expect(medianMs).toBeCloseTo(recorded[`median_${metric}_ms`], 5);
      expect(stdMs).toBeCloseTo(recorded[`std_${metric}_ms`], 5);
      expect(p50Ms).toBeCloseTo(recorded[`p50_${metric}_ms`], 5);
      expect(p90Ms).toBeCloseTo(recorded[`p90_${metric}_ms`], 5);
      expect(p99Ms).toBeCloseTo(recorded[`p99_${metric}_ms`], 5);
    });
  }
});
