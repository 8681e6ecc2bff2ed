import fc from "fast-check";
import { expect, it } from "vitest";
import { leastSquares } from "../../../src/sweep/against/least-squares.ts";

it("finds the line through points, and the mean of a constant", () => {
  const ones = Float64Array.of(1, 1, 1);
  expect(leastSquares([ones], Float64Array.of(1, 2, 6))![0]).toBeCloseTo(3, 12);
  const [a, b] = leastSquares([ones, Float64Array.of(0, 1, 2)], Float64Array.of(5, 7, 9))!;
  expect(a).toBeCloseTo(5, 12);
  expect(b).toBeCloseTo(2, 12);
});

it("recovers coefficients of data without noise", () => {
  const value = fc.double({ min: -100, max: 100, noNaN: true });
  fc.assert(
    fc.property(value, value, value, (a, b, c) => {
      const ones = new Float64Array(30).fill(1);
      const x = Float64Array.from(ones, (_, i) => i);
      const z = Float64Array.from(ones, (_, i) => Math.sin(i));
      const y = Float64Array.from(ones, (_, i) => a + b * x[i]! + c * z[i]!);
      const found = leastSquares([ones, x, z], y)!;
      for (const [i, expected] of [a, b, c].entries()) expect(found[i]).toBeCloseTo(expected, 6);
    }),
  );
});

it("knows when columns do not determine it", () => {
  const ones = Float64Array.of(1, 1, 1);
  expect(leastSquares([ones, Float64Array.of(2, 2, 2)], ones)).toBeUndefined();
});
