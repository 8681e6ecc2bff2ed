import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gammaFunction, gapSampler, lengthSampler } from "../../src/workload/distributions.ts";
import { randomStream } from "../../src/workload/rng.ts";
import type { LengthSpec } from "../../src/workload/spec.ts";
import { draw, moments } from "./moments.ts";

const COUNT = 100_000;

function lengths(spec: LengthSpec, seed = 1): Float64Array {
  return draw(COUNT, lengthSampler(spec, randomStream(seed, "lengths"), "length"));
}

/** The sample mean is within four standard errors, the standard deviation within 3 % (heavy tails converge slowly). */
function expectMoments(sample: Float64Array, mean: number, stdev: number): void {
  const got = moments(sample);
  expect(Math.abs(got.mean - mean)).toBeLessThan((4 * stdev) / Math.sqrt(sample.length) + 0.01);
  expect(Math.abs(Math.sqrt(got.variance) / stdev - 1)).toBeLessThan(0.03);
}

describe("lengths have the moments of theory", () => {
  it("constant", () => {
    expect(new Set(lengths({ kind: "constant", value: 17 }))).toEqual(new Set([17]));
  });

  it("uniform on whole numbers: mean (a+b)/2, variance ((b-a+1)^2-1)/12, both ends reached", () => {
    const sample = lengths({ kind: "uniform", min: 10, max: 19 });
    expectMoments(sample, 14.5, Math.sqrt(99 / 12));
    expect([Math.min(...sample), Math.max(...sample)]).toEqual([10, 19]);
  });

  it("normal", () => {
    expectMoments(lengths({ kind: "normal", mean: 1000, stdev: 50 }), 1000, 50);
  });

  it("log-normal, by the mean and deviation of the lengths themselves", () => {
    expectMoments(lengths({ kind: "lognormal", mean: 900, stdev: 450 }), 900, 450);
  });

  it("exponential: deviation = mean; rounding up to 1 matters little at mean 500", () => {
    expectMoments(lengths({ kind: "exponential", mean: 500 }), 500, 500);
  });

  it("zipf: frequencies fall as k^-s", () => {
    const sample = lengths({ kind: "zipf", exponent: 1.5, max: 4 });
    const norm = 1 + 2 ** -1.5 + 3 ** -1.5 + 4 ** -1.5;
    for (const k of [1, 2, 3, 4]) {
      const p = k ** -1.5 / norm;
      const share = sample.filter((v) => v === k).length / COUNT;
      expect(Math.abs(share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / COUNT));
    }
  });

  it("empirical: by weight", () => {
    const sample = lengths({ kind: "empirical", values: [5, 7, 9], weights: [1, 0, 3] });
    expect(sample.includes(7)).toBe(false);
    expect(sample.filter((v) => v === 9).length / COUNT).toBeCloseTo(0.75, 1);
  });
});

it("normal lengths are clamped, and the clamped mass sits at the ends", () => {
  const sample = lengths({ kind: "normal", mean: 100, stdev: 100, min: 50, max: 150 });
  expect([Math.min(...sample), Math.max(...sample)]).toEqual([50, 150]);
  // P(X < 49.5) of a normal(100, 100), and half a token more.
  const atMin = sample.filter((v) => v === 50).length / COUNT;
  expect(atMin).toBeCloseTo(0.31, 1);
});

it("always gives whole lengths of at least 1 within the bounds", () => {
  const bounds = { min: fc.integer({ min: 1, max: 50 }), extra: fc.integer({ min: 0, max: 50 }) };
  fc.assert(
    fc.property(fc.record({ ...bounds, mean: fc.integer({ min: 1, max: 200 }) }), ({ min, extra, mean }) => {
      const max = min + extra;
      for (const kind of ["normal", "lognormal"] as const) {
        const sample = lengthSampler(
          { kind, mean, stdev: mean, min, max },
          randomStream(mean, "x"),
          "length",
        );
        for (let i = 0; i < 20; i++) {
          const value = sample();
          if (!Number.isInteger(value) || value < min || value > max) return false;
        }
      }
      return true;
    }),
  );
});

describe("bad length specs are refused by name", () => {
  const refuse = (spec: LengthSpec) => () => lengthSampler(spec, Math.random, "prompt length");
  it.each([
    [{ kind: "constant", value: 0 }, "prompt length must be a whole number of at least 1, got 0"],
    [{ kind: "constant", value: 1.5 }, "prompt length must be a whole number of at least 1, got 1.5"],
    [{ kind: "normal", mean: NaN, stdev: 1 }, "prompt length mean must be greater than 0, got NaN"],
    [{ kind: "normal", mean: 5, stdev: -1 }, "prompt length stdev must be a number of at least 0, got -1"],
    [{ kind: "uniform", min: 9, max: 3 }, "prompt length max must not be below the min of 9, got 3"],
    [{ kind: "empirical", values: [] }, "prompt length values must not be empty"],
    [{ kind: "empirical", values: [1], weights: [0] }, "prompt length weights must not all be 0"],
  ] as [LengthSpec, string][])("%j", (spec, message) => {
    expect(refuse(spec)).toThrow(message);
  });
});

describe("gaps have mean 1", () => {
  it.each([0.25, 0.5, 1, 4, 100])("gamma of shape %d: CV 1/sqrt(shape)", (shape) => {
    const { mean, cv } = moments(draw(COUNT, gapSampler("gamma", shape, randomStream(5, "gaps"))));
    expect(Math.abs(mean - 1)).toBeLessThan(4 / Math.sqrt(shape * COUNT));
    expect(cv * Math.sqrt(shape)).toBeCloseTo(1, 1);
  });

  it.each([0.7, 2])("weibull of shape %d: CV^2 = Gamma(1+2/k)/Gamma(1+1/k)^2 - 1", (shape) => {
    const { mean, cv } = moments(draw(COUNT, gapSampler("weibull", shape, randomStream(6, "gaps"))));
    const expected = Math.sqrt(gammaFunction(1 + 2 / shape) / gammaFunction(1 + 1 / shape) ** 2 - 1);
    expect(mean).toBeCloseTo(1, 1);
    expect(cv).toBeCloseTo(expected, 1);
  });

  it("infinite shape is constant", () => {
    expect([...draw(3, gapSampler("gamma", Infinity, Math.random))]).toEqual([1, 1, 1]);
  });
});

it("gamma function at whole and half numbers", () => {
  expect(gammaFunction(5)).toBeCloseTo(24, 10);
  expect(gammaFunction(1)).toBeCloseTo(1, 12);
  expect(gammaFunction(1.5)).toBeCloseTo(Math.sqrt(Math.PI) / 2, 12);
});
