import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeSample } from "../../src/metrics/quantiles.ts";

describe("describeSample", () => {
  it("interpolates linearly between order statistics", () => {
    // Positions (n-1)*p/100 for n = 4: p50 -> 1.5, p90 -> 2.7, p99 -> 2.97.
    const sample = describeSample(Float64Array.of(40, 10, 30, 20), [0, 50, 90, 99, 100]);
    expect(sample.percentiles[0]).toBe(10);
    expect(sample.percentiles[1]).toBe(25);
    expect(sample.percentiles[2]).toBeCloseTo(37, 12);
    expect(sample.percentiles[3]).toBeCloseTo(39.7, 12);
    expect(sample.percentiles[4]).toBe(40);
    expect(sample).toMatchObject({ count: 4, mean: 25, median: 25, min: 10, max: 40 });
    // Deviations 15, 5, 5, 15: population variance 500/4.
    expect(sample.std).toBeCloseTo(Math.sqrt(125), 12);
  });

  it("weighs by how often a value occurs", () => {
    // 1 1 1 2 2 9: mean 16/6, median 1.5, p90 at 4.5 -> between 2 and 9.
    const sample = describeSample(Float64Array.of(9, 1, 2), [90], Float64Array.of(1, 3, 2));
    expect(sample.count).toBe(6);
    expect(sample.mean).toBeCloseTo(16 / 6, 12);
    expect(sample.median).toBe(1.5);
    expect(sample.percentiles[0]).toBe(5.5);
    const deviations = 3 * (1 - 16 / 6) ** 2 + 2 * (2 - 16 / 6) ** 2 + (9 - 16 / 6) ** 2;
    expect(sample.std).toBeCloseTo(Math.sqrt(deviations / 6), 12);
  });

  it("gives the expanded sample's figures for a weighted one", () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 0, max: 6 })), {
      minLength: 1,
      maxLength: 60,
    });
    const asked = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 6 });
    fc.assert(
      fc.property(pairs, asked, (pairs, asked) => {
        const values = pairs.map(([value]) => value);
        const weights = pairs.map(([, weight]) => weight);
        const expanded = values.flatMap((value, i) => new Array<number>(weights[i]!).fill(value));
        const weighted = describeSample(Float64Array.from(values), asked, Float64Array.from(weights));
        const plain = describeSample(Float64Array.from(expanded), asked);
        expect(weighted.percentiles).toEqual(plain.percentiles);
        expect(weighted.median).toEqual(plain.median);
        expect([weighted.count, weighted.min, weighted.max]).toEqual([plain.count, plain.min, plain.max]);
        expect(weighted.mean).toEqual(plain.mean);
        if (plain.count > 0) expect(weighted.std).toBeCloseTo(plain.std, 5);
      }),
    );
  });

  it("gives numpy's percentile of the sorted array, found by its own formula", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 80 }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (values, p) => {
          const sorted = values.toSorted((a, b) => a - b);
          const at = (p / 100) * (values.length - 1);
          const below = sorted[Math.floor(at)]!;
          const above = sorted[Math.ceil(at)]!;
          const expected = below + (above - below) * (at - Math.floor(at));
          const [found] = describeSample(Float64Array.from(values), [p]).percentiles;
          expect(Math.abs(found! - expected)).toBeLessThanOrEqual(1e-12 * above);
        },
      ),
    );
  });

  it("has no figures without observations", () => {
    const empty = describeSample(new Float64Array(0), [50]);
    expect(empty).toEqual({
      count: 0,
      mean: Number.NaN,
      std: Number.NaN,
      min: Number.NaN,
      max: Number.NaN,
      median: Number.NaN,
      percentiles: [Number.NaN],
    });
    expect(describeSample(Float64Array.of(5), [50], Float64Array.of(0)).count).toBe(0);
  });

  it("refuses values that are not finite and percentiles outside of 0 .. 100", () => {
    expect(() => describeSample(Float64Array.of(1, Number.NaN), [])).toThrow(/not finite/);
    expect(() => describeSample(Float64Array.of(1, Infinity), [], Float64Array.of(1, 1))).toThrow(
      /not finite/,
    );
    expect(() => describeSample(Float64Array.of(1), [101])).toThrow("between 0 and 100, got 101");
  });
});
