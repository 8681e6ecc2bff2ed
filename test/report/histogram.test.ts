import { describe, expect, it } from "vitest";
import { histogram } from "../../src/report/histogram.ts";

describe("histogram", () => {
  it("counts values between the limits, both included", () => {
    const counts = histogram(Float64Array.of(0, 0.9, 1, 2, 4, 4.1, -1), undefined, {
      from: 0,
      to: 4,
      bins: 4,
    });
    expect([...counts]).toEqual([2, 1, 1, 1]);
  });

  it("counts by weight", () => {
    const counts = histogram(Float64Array.of(1, 3), Float64Array.of(10, 5), { from: 0, to: 4, bins: 2 });
    expect([...counts]).toEqual([10, 5]);
  });

  it("puts all into one bin where the limits are the same", () => {
    expect([...histogram(Float64Array.of(2, 2), undefined, { from: 2, to: 2, bins: 3 })]).toEqual([2, 0, 0]);
  });
});
