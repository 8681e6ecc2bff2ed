import {
  randomExponential,
  randomGamma,
  randomInt,
  randomLogNormal,
  randomNormal,
  randomWeibull,
} from "d3-random";
import { checkAtLeast, checkPositive, checkWhole, fail } from "./check.ts";
import type { RandomSource } from "./rng.ts";
import type { LengthBounds, LengthSpec } from "./spec.ts";
import { empiricalSampler, zipfSampler } from "./weighted-choice.ts";

export type Sampler = () => number;

/** Draws lengths in whole tokens, at least 1. `field` names the length in errors: `prompt length`. */
export function lengthSampler(spec: LengthSpec, source: RandomSource, field: string): Sampler {
  switch (spec.kind) {
    case "constant": {
      const value = checkWhole(field, spec.value, 1);
      return () => value;
    }
    case "uniform": {
      const { min, max } = checkBounds(spec, field);
      return min === max ? () => min : randomInt.source(source)(min, max + 1);
    }
    case "normal":
      checkPositive(`${field} mean`, spec.mean);
      checkAtLeast(`${field} stdev`, spec.stdev, 0);
      return rounded(randomNormal.source(source)(spec.mean, spec.stdev), spec, field);
    case "lognormal":
      checkAtLeast(`${field} stdev`, spec.stdev, 0);
      return rounded(logNormal(checkPositive(`${field} mean`, spec.mean), spec.stdev, source), spec, field);
    case "exponential":
      checkPositive(`${field} mean`, spec.mean);
      return rounded(randomExponential.source(source)(1 / spec.mean), spec, field);
    case "zipf": {
      const { min, max } = checkBounds(spec, field);
      return zipfSampler(checkAtLeast(`${field} exponent`, spec.exponent, 0), min, max, source, field);
    }
    case "empirical":
      for (const value of spec.values) checkWhole(`${field} value`, value, 1);
      return empiricalSampler(spec.values, spec.weights, source, field);
  }
}

/** Log-normal by the mean and standard deviation of the values, not of their logarithms. */
function logNormal(mean: number, stdev: number, source: RandomSource): Sampler {
  const sigmaSquared = Math.log1p((stdev / mean) ** 2);
  return randomLogNormal.source(source)(Math.log(mean) - sigmaSquared / 2, Math.sqrt(sigmaSquared));
}

/** Rounds and clamps: mass outside [min, max] collects at the ends. */
function rounded(sample: Sampler, bounds: LengthBounds, field: string): Sampler {
  const { min, max } = checkBounds(bounds, field);
  return () => Math.min(max, Math.max(min, Math.round(sample())));
}

const MAX_TOKENS = 2_147_483_647;

function checkBounds(bounds: LengthBounds, field: string): { min: number; max: number } {
  const min = checkWhole(`${field} min`, bounds.min ?? 1, 1);
  const max = checkWhole(`${field} max`, bounds.max ?? MAX_TOKENS, 1);
  if (max < min) fail({ field: `${field} max`, got: max, message: `must not be below the min of ${min}` });
  return { min, max };
}

/**
 * Gaps of mean 1 between arrivals. `shape` is that of a gamma or Weibull distribution: 1 = exponential, Infinity = constant.
 * The coefficient of variation of gamma gaps is 1/sqrt(shape).
 */
export function gapSampler(process: "gamma" | "weibull", shape: number, source: RandomSource): Sampler {
  if (shape === Infinity) return () => 1;
  if (shape === 1) return randomExponential.source(source)(1);
  if (process === "gamma") return randomGamma.source(source)(shape, 1 / shape);
  // d3's Weibull is (location a, scale b): scale 1/Gamma(1 + 1/k) gives mean 1.
  return randomWeibull.source(source)(shape, 0, 1 / gammaFunction(1 + 1 / shape));
}

/** Gamma(x) for x > 0, Lanczos approximation with g = 7, n = 9 (Numerical Recipes, 3rd ed., 6.1): error below 1e-13. */
export function gammaFunction(x: number): number {
  const g = 7;
  let sum = LANCZOS[0]!;
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (x - 1 + i);
  const t = x - 0.5 + g;
  return Math.sqrt(2 * Math.PI) * t ** (x - 0.5) * Math.exp(-t) * sum;
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];
