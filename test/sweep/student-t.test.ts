import { describe, expect, it } from "vitest";
import { tQuantile, tTail } from "../../src/sweep/student-t.ts";

describe("Student's t", () => {
  // Any table of the distribution, two-sided 95 and 99 %.
  it.each([
    [1, 12.7062, 63.6567],
    [2, 4.3027, 9.9248],
    [4, 2.7764, 4.6041],
    [9, 2.2622, 3.2498],
    [30, 2.0423, 2.75],
    [120, 1.9799, 2.6174],
  ])("with %d degrees of freedom exceeds its quantiles as tables say", (degrees, t95, t99) => {
    expect(tQuantile(0.95, degrees)).toBeCloseTo(t95, 4);
    expect(tQuantile(0.99, degrees)).toBeCloseTo(t99, 4);
    expect(tTail(t95, degrees)).toBeCloseTo(0.05, 5);
  });

  it("has a closed form with one and two degrees of freedom", () => {
    for (const t of [0.1, 0.7, 1, 3, 50]) {
      expect(tTail(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 12);
      expect(tTail(t, 2)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 12);
      expect(tTail(-t, 2)).toBeCloseTo(tTail(t, 2), 12);
    }
    expect(tTail(0, 7)).toBe(1);
  });
});
