import { describe, expect, it } from "vitest";
import { compareSummaries, FIGURES, percentDifference } from "../../src/metrics/comparison.ts";
import { summarize } from "../../src/metrics/summary.ts";
import { resultOf } from "./results.ts";

describe("percentDifference", () => {
  it("is signed, and of the base", () => {
    expect(percentDifference(110, 100)).toBeCloseTo(10, 12);
    expect(percentDifference(75, 100)).toBe(-25);
    expect(percentDifference(0, 5)).toBe(-100);
  });

  it("is unknown against nothing, and 0 between equals", () => {
    expect(percentDifference(3, 0)).toBeNaN();
    expect(percentDifference(0, 0)).toBe(0);
    expect(percentDifference(Number.NaN, 2)).toBeNaN();
  });
});

describe("compareSummaries", () => {
  it("compares figure by figure", () => {
    const run = (stretch: number) =>
      summarize(
        resultOf([
          {
            arrivalMs: 0,
            firstTokenMs: 10 * stretch,
            lastTokenMs: 40 * stretch,
            outputTokens: 4,
            promptTokens: 8,
          },
        ]),
      );
    const percent = compareSummaries(run(1.5), run(1));
    const of = (key: string): number => percent[FIGURES.findIndex((figure) => figure.key === key)]!;
    expect(of("mean_ttft_ms")).toBeCloseTo(50, 10);
    expect(of("p99_tpot_ms")).toBeCloseTo(50, 10);
    expect(of("p50_e2el_ms")).toBeCloseTo(50, 10);
    expect(of("request_throughput")).toBeCloseTo(-100 / 3, 10);
    expect(of("output_throughput")).toBeCloseTo(-100 / 3, 10);
    // No gap was recorded in either.
    expect(of("mean_itl_ms")).toBeNaN();
  });
});
