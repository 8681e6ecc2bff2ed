import { describe, expect, it } from "vitest";
import { figureKey, goodputOf, objectivesOf, percentilesOf } from "../../../src/sweep/capacity/slo.ts";

describe("objectivesOf", () => {
  it("reads metric, statistic, limit and unit", () => {
    const objectives = objectivesOf([
      "ttft_p99<500ms",
      "tpot_mean <= 0.03s",
      "E2EL_P99.9<10s",
      "itl_median<900us",
    ]);
    expect(objectives.map(({ metric, statistic, limitMs }) => [metric, statistic, limitMs])).toEqual([
      ["ttft", 99, 500],
      ["tpot", "mean", 30],
      ["e2el", 99.9, 10_000],
      ["itl", 50, 0.9],
    ]);
    expect(objectives.map(figureKey)).toEqual([
      ...["p99_ttft_ms", "mean_tpot_ms", "p99.9_e2el_ms", "p50_itl_ms"],
    ]);
    expect(percentilesOf(objectives)).toEqual([99, 99.9, 50]);
  });

  it.each([
    ["ttft<500ms", "must be METRIC_STATISTIC<LIMIT"],
    ["tfft_p99<500ms", 'names no metric, got "tfft". Did you mean "ttft"?'],
    ["ttft_p99<500", "needs a limit in us, ms or s"],
    ["ttft_p99<0ms", "needs a limit above 0"],
    ["ttft_p101<5ms", "names a percentile above 100"],
    ["ttft_worst<5ms", "needs a percentile such as p99, the median or the mean"],
    ["ttft_p99>5ms", "must be METRIC_STATISTIC<LIMIT"],
  ])("refuses %j", (text, message) => {
    expect(() => objectivesOf([text])).toThrow(message);
  });

  it("refuses two limits on one figure", () => {
    expect(() => objectivesOf(["ttft_p99<5ms", "ttft_p99<6ms"])).toThrow("limits the same figure twice");
  });
});

it("goodput counts requests within the tightest limit of each metric", () => {
  const objectives = objectivesOf(["ttft_p99<500ms", "ttft_p50<200ms", "itl_p99<50ms", "e2el_mean<2s"]);
  expect(goodputOf(objectives)).toEqual({ ttft: 200, e2el: 2000 });
});
