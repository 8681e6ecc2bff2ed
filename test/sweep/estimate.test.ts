import { expect, it } from "vitest";
import { estimate } from "../../src/sweep/estimate.ts";

it("gives mean and Student's interval", () => {
  // mean 3, s = sqrt(2.5), n = 5, t(0.975, 4) = 2.7764.
  const { mean, ci95, count } = estimate([1, 2, 3, 4, 5]);
  expect([mean, count]).toEqual([3, 5]);
  expect(ci95).toBeCloseTo(2.7764 * Math.sqrt(2.5 / 5), 4);
});

it("knows no interval of one value, and nothing of none", () => {
  expect(estimate([7, Number.NaN])).toEqual({ mean: 7, ci95: Number.NaN, count: 1 });
  expect(estimate([])).toEqual({ mean: Number.NaN, ci95: Number.NaN, count: 0 });
});
