import { fail } from "./check.ts";
import type { RandomSource } from "./rng.ts";

/** Most values a Zipf table may hold: 8 bytes each. */
const MAX_ZIPF_VALUES = 10_000_000;

/** P(k) proportional to k^-exponent for whole k in [min, max], by inversion of the cumulative sum. */
export function zipfSampler(
  exponent: number,
  min: number,
  max: number,
  source: RandomSource,
  field: string,
): () => number {
  const size = max - min + 1;
  if (size > MAX_ZIPF_VALUES) {
    const remedy = `Give a max of at most ${min + MAX_ZIPF_VALUES - 1}`;
    fail({ field: `${field} max`, got: max, message: `makes too large a table for zipf`, remedy });
  }
  const cumulative = new Float64Array(size);
  let sum = 0;
  for (let i = 0; i < size; i++) cumulative[i] = sum += (min + i) ** -exponent;
  return () => min + firstAbove(cumulative, source() * sum);
}

/** Draws one of `values`, equally or in proportion to `weights`. */
export function empiricalSampler(
  values: readonly number[],
  weights: readonly number[] | undefined,
  source: RandomSource,
  field: string,
): () => number {
  if (values.length === 0) fail({ field: `${field} values`, message: "must not be empty" });
  if (weights === undefined) return () => values[Math.floor(source() * values.length)]!;
  if (weights.length !== values.length) {
    fail({
      field: `${field} weights`,
      got: weights.length,
      message: `must be one for each of ${values.length} values`,
    });
  }
  const cumulative = new Float64Array(weights.length);
  let sum = 0;
  for (const [i, weight] of weights.entries()) {
    if (!(weight >= 0 && weight < Infinity)) {
      fail({ field: `${field} weights`, got: weight, message: "must be 0 or more" });
    }
    cumulative[i] = sum += weight;
  }
  if (sum === 0) fail({ field: `${field} weights`, message: "must not all be 0" });
  return () => values[firstAbove(cumulative, source() * sum)]!;
}

/** Index of the first entry above `target` in a non-decreasing array whose last entry is above it. */
function firstAbove(cumulative: Float64Array, target: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle]! > target) high = middle;
    else low = middle + 1;
  }
  return low;
}
