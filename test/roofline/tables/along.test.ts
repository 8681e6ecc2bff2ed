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
    expect(along(two, cornered)(64)).toEqual({ us: 12, provenance: MEASURED });
    expect(along(two, cornered)(256)).toEqual({ us: 30, provenance: INTERPOLATED });
  });

  it("puts the corner between two points where the model has it", () => {
    const two = series([64, 200], [12, 24]);
    expect(along(two, cornered)(100)).toEqual({ us: 12, provenance: INTERPOLATED });
    // Half of the analytic way from 10 to 20.
    expect(along(two, cornered)(150)).toEqual({ us: 18, provenance: INTERPOLATED });
  });

  it("follows the model only as far as it sees the measured rise", () => {
    // The model rises by a tenth, with its whole rise in the first half; measurements double.
    const rippled = (x: number) => (x < 150 ? 10 : 11);
    // Half way: a tenth of the trust in share 1, the rest in share 0.5.
    expect(along(series([100, 200], [10, 20]), rippled)(150).us).toBeCloseTo(10 + 10 * 0.55, 9);
  });

  it("goes straight where the model is flat", () => {
    expect(along(series([10, 50], [12, 16]), cornered)(20)).toEqual({ us: 13, provenance: INTERPOLATED });
  });

  it("holds the efficiency of the last point beyond the ends", () => {
    const two = series([150, 200], [18, 24]);
    expect(along(two, cornered)(400)).toEqual({ us: 48, provenance: EXTRAPOLATED });
    expect(along(two, cornered)(1)).toEqual({ us: 12, provenance: EXTRAPOLATED });
  });

  it("never falls beyond the end, where the model dips", () => {
    const dipping = (x: number) => (x === 300 ? 15 : cornered(x));
    expect(along(series([150, 200], [18, 24]), dipping)(300).us).toBe(24);
    expect(along(series([150, 200], [18, 24]), (x) => (x === 100 ? 16 : cornered(x)))(100).us).toBe(18);
  });

  it("reproduces the model from a table of its own times, and stays between its neighbours", () => {
    const xs = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(xs, fc.integer({ min: 1, max: 2000 }), (x, at) => {
        const points = [...x].sort((a, b) => a - b);
        const own = series(points, points.map(cornered));
        expect(along(own, cornered)(at).us).toBeCloseTo(cornered(at), 9);
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: 1, max: 9, noNaN: true }), (first) => {
        const us = along(series([64, 256], [first, 10]), cornered)(128).us;
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
