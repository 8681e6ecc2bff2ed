import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Grid } from "../../../src/validate/op-profile/grid.ts";

describe("Grid", () => {
  test("straight lines between points, the last one going on beyond the end, the first point held before it", () => {
    const grid = new Grid([
      [1, 10],
      [3, 30],
      [4, 35],
    ]);
    expect([0, 1, 2, 3.5, 4, 6].map((x) => grid.at([x]))).toEqual([10, 10, 20, 32.5, 35, 45]);
  });

  test("points need not make a full grid: below each value its own points count", () => {
    const grid = new Grid([
      [0, 0, 1],
      [0, 10, 2],
      [8, 5, 100],
      [8, 15, 200],
    ]);
    // At 5: 1.5 below the first value, 100 below the second; half way between them.
    expect(grid.at([4, 5])).toBeCloseTo((1.5 + 100) / 2, 12);
    expect(grid.at([8, 10])).toBe(150);
  });

  test("is exact for what is linear in every dimension, wherever the points are", () => {
    const axis = fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 6 });
    const within = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(axis, axis, within, within, (a, b, u, v) => {
        const f = (x: number, y: number) => 3 + 2 * x + 5 * y + x * y;
        const grid = new Grid(a.flatMap((x) => b.map((y) => [x, y, f(x, y)])));
        const between = (values: number[], share: number) =>
          Math.min(...values) + share * (Math.max(...values) - Math.min(...values));
        const [x, y] = [between(a, u), between(b, v)];
        expect(grid.at([x, y])).toBeCloseTo(f(x, y), 4);
      }),
    );
  });

  test("one point is everywhere", () => {
    expect(new Grid([[5, 7]]).at([100])).toBe(7);
  });
});
