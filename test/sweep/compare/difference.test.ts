import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COMPARED, differenceOf } from "../../../src/sweep/compare/difference.ts";
import { sampleOf } from "./samples.ts";

const figure = COMPARED.find(({ key }) => key === "mean_ttft_ms")!;
const difference = (base: readonly number[], other: readonly number[]) =>
  differenceOf(figure, sampleOf("a", base), sampleOf("b", other));

describe("differenceOf", () => {
  it("is signed, in percent of the base", () => {
    expect(difference([100], [130])).toMatchObject({ base: 100, other: 130, percent: 30, seeds: 1 });
    expect(difference([200], [100]).percent).toBe(-50);
  });

  it("tests the differences of seeds, not their means", () => {
    // Differences 1, 2, 3: mean 2, s = 1, t = 2 / (1 / sqrt(3)) = 3.4641; p = 1 - t / sqrt(2 + t^2) = 0.0742.
    const found = difference([100, 200, 300], [101, 202, 303]);
    expect(found.pValue).toBeCloseTo(1 - 3.4641016 / Math.sqrt(2 + 12), 6);
    // t(0.975, 2) = 4.3027, of the mean base 200.
    expect(found.ci95Percent).toBeCloseTo((4.302653 / Math.sqrt(3) / 200) * 100, 5);
  });

  it("is certain where every seed moved by the same, and sure of nothing where none did", () => {
    expect(difference([1, 2, 4], [2, 3, 5]).pValue).toBe(0);
    expect(difference([1, 2, 4], [1, 2, 4])).toMatchObject({ pValue: 1, percent: 0 });
    expect(difference([1], [2]).pValue).toBeNaN();
  });

  it("pairs runs by their seed, and knows nothing of seeds that one side lacks", () => {
    const base = sampleOf("a", [10, 20, 30]);
    const other = { name: "b", runs: new Map([...sampleOf("b", [11, 22, 33]).runs].slice(1)) };
    expect(differenceOf(figure, base, other).seeds).toBe(2);
  });

  it("finds a difference between equal distributions about as often as it says", () => {
    // Five pairs of equal uniform numbers: p < 0.05 in about one case in twenty.
    let found = 0;
    const runs = 2000;
    const numbers = fc.array(fc.double({ min: 1, max: 2, noNaN: true }), { minLength: 5, maxLength: 5 });
    for (const [base, other] of fc.sample(fc.tuple(numbers, numbers), { numRuns: runs, seed: 1 })) {
      if (difference(base!, other!).pValue < 0.05) found += 1;
    }
    expect(found / runs).toBeGreaterThan(0.01);
    expect(found / runs).toBeLessThan(0.1);
  });
});
