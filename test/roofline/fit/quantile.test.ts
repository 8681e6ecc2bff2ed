import { expect, test } from "vitest";
import { quantile } from "../../../src/roofline/fit/quantile.ts";

test("lies between the closest values", () => {
  expect(quantile([1, 2, 4, 10], 0.5)).toBe(3);
  expect(quantile([1, 2, 4, 10], 0.9)).toBeCloseTo(4 + 0.7 * 6, 12);
  expect(quantile([1, 2, 4, 10], 0)).toBe(1);
  expect(quantile([1, 2, 4, 10], 1)).toBe(10);
  expect(quantile([7], 0.9)).toBe(7);
  expect(quantile([], 0.5)).toBeNaN();
});
