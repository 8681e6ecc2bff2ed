import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { intervals, intervalsCaption } from "../../../../src/report/html/charts/intervals.ts";

describe("intervals", () => {
  it("have the mean, the least and the most of the samples in them, and the middle of their times", () => {
    const found = intervals(Float64Array.of(0, 10, 20, 30, 40), [1, 5, 3, 9, 4], 3);
    expect(found).toEqual([
      { timeNs: 5, mean: 3, min: 1, max: 5 },
      { timeNs: 25, mean: 6, min: 3, max: 9 },
      { timeNs: 40, mean: 4, min: 4, max: 4 },
    ]);
  });

  it("lose no extreme and no weight, and are at most as many as asked for", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 500 }),
        fc.integer({ min: 1, max: 100 }),
        (values, most) => {
          const found = intervals(
            Float64Array.from(values, (_, i) => i),
            values,
            most,
          );
          expect(found.length).toBeLessThanOrEqual(most);
          expect(Math.max(...found.map(({ max }) => max))).toBe(Math.max(...values));
          expect(Math.min(...found.map(({ min }) => min))).toBe(Math.min(...values));
        },
      ),
    );
  });

  it("are described as what they are", () => {
    expect(intervalsCaption(200, 240)).toBe("200 samples at equal distances.");
    expect(intervalsCaption(4000, 240)).toContain("17 to a point");
  });
});
