import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  along,
  EXTRAPOLATED,
  INTERPOLATED,
  lastAtOrBelow,
  MEASURED,
} from "../../../src/roofline/tables/along.ts";

const series = (x: number[], us: number[], exact = x.map(() => 1)) => ({
  x: Float64Array.from(x),
  us: Float64Array.from(us),
  exact: Uint8Array.from(exact),
});
/** Flat to 100, then proportional: a memory-bound kernel that turns compute-bound. */
const cornered = (x: number) => Math.max(10, x / 10);

describe("along", () => {
  it("is the measurement on a point, unless the point was lowered", () => {
    const two = series([64, 256], [12, 30], [1, 0]);
    expect(along(two, 64, cornered)).toEqual({ us: 12, provenance: MEASURED });
    expect(along(two, 256, cornered)).toEqual({ us: 30, provenance: INTERPOLATED });
  });

  it("puts the corner between two points where the model has it", () => {
    const two = series([64, 200], [12, 24]);
    expect(along(two, 100, cornered)).toEqual({ us: 12, provenance: INTERPOLATED });
    // Half of the analytic way from 10 to 20.
    expect(along(two, 150, cornered)).toEqual({ us: 18, provenance: INTERPOLATED });
  });

  it("goes straight where the model is flat", () => {
    expect(along(series([10, 50], [12, 16]), 20, cornered)).toEqual({ us: 13, provenance: INTERPOLATED });
  });

  it("holds the efficiency of the last point beyond the ends", () => {
    const two = series([150, 200], [18, 24]);
    expect(along(two, 400, cornered)).toEqual({ us: 48, provenance: EXTRAPOLATED });
    expect(along(two, 1, cornered)).toEqual({ us: 12, provenance: EXTRAPOLATED });
  });

  it("reproduces the model from a table of its own times, and stays between its neighbours", () => {
    const xs = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(xs, fc.integer({ min: 1, max: 2000 }), (x, at) => {
        const points = [...x].sort((a, b) => a - b);
        const own = series(points, points.map(cornered));
        expect(along(own, at, cornered).us).toBeCloseTo(cornered(at), 9);
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: 1, max: 9, noNaN: true }), (first) => {
        const us = along(series([64, 256], [first, 10]), 128, cornered).us;
        expect(us).toBeGreaterThanOrEqual(first);
        expect(us).toBeLessThanOrEqual(10);
      }),
    );
  });
});

describe("lastAtOrBelow", () => {
  it("agrees with a scan", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 })), fc.integer({ min: -1, max: 51 }), (xs, x) => {
        const sorted = [...xs].sort((a, b) => a - b);
        expect(lastAtOrBelow(sorted, x)).toBe(sorted.findLastIndex((entry) => entry <= x));
      }),
    );
  });
});
