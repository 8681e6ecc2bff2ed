import { ones, selectRanks } from "./select.ts";

/** A sample's figures, in the sample's own unit. With `count` 0 all others are NaN. */
export interface Distribution {
  /** Observations: the sum of the weights, or the number of values. */
  readonly count: number;
  readonly mean: number;
  /** Population standard deviation (numpy's `std`, ddof 0). */
  readonly std: number;
  readonly min: number;
  readonly max: number;
  readonly median: number;
  /** One per requested percentile, in that order. */
  readonly percentiles: readonly number[];
}

/**
 * What numpy's mean, std, median and percentile (method `linear`) say of a sample in which `values[i]` occurs
 * `weights[i]` times; without weights every value occurs once. The sample is neither expanded nor changed.
 * @param percentiles 0 .. 100, any order
 * @throws Error when a value is not finite or a percentile is outside of 0 .. 100
 */
export function describeSample(
  values: Float64Array,
  percentiles: readonly number[],
  weights?: Float64Array,
): Distribution {
  const outside = percentiles.find((p) => !(p >= 0 && p <= 100));
  if (outside !== undefined) throw new Error(`a percentile must be between 0 and 100, got ${outside}`);
  const { count, mean, std, min, max } = moments(values, weights ?? ones(values.length));
  if (count === 0) {
    return { count, mean, std, min, max, median: Number.NaN, percentiles: percentiles.map(() => Number.NaN) };
  }
  const positions = percentiles.map((p) => (count - 1) * (p / 100));
  // numpy's median is the mean of the two middle entries, which rounds differently from its percentile 50.
  const lowerMiddle = Math.floor((count - 1) / 2);
  const upperMiddle = Math.floor(count / 2);
  const ranks = new Set([lowerMiddle, upperMiddle]);
  for (const at of positions) ranks.add(Math.floor(at)).add(Math.min(Math.floor(at) + 1, count - 1));
  const ascending = Float64Array.from(ranks).sort();
  const found = selectRanks(values, weights, ascending, { min, max });
  const entryAt = (rank: number): number => found[ascending.indexOf(rank)]!;
  return {
    ...{ count, mean, std, min, max },
    median: (entryAt(lowerMiddle) + entryAt(upperMiddle)) / 2,
    percentiles: positions.map((at) => {
      const below = Math.floor(at);
      return lerp(entryAt(below), entryAt(Math.min(below + 1, count - 1)), at - below);
    }),
  };
}

/** numpy's `_lerp`: from the nearer end, so that t = 1 gives b exactly. */
function lerp(a: number, b: number, t: number): number {
  const difference = b - a;
  return t < 0.5 ? a + difference * t : b - difference * (1 - t);
}

type Moments = Pick<Distribution, "count" | "mean" | "std" | "min" | "max">;

const NOTHING: Moments = { count: 0, mean: Number.NaN, std: Number.NaN, min: Number.NaN, max: Number.NaN };

function moments(values: Float64Array, weights: Float64Array): Moments {
  let count = 0;
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const weight = weights[i]!;
    if (weight === 0) continue;
    const value = values[i]!;
    count += weight;
    sum += value * weight;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (count === 0) return NOTHING;
  const mean = sum / count;
  if (!Number.isFinite(mean)) throw new Error("a sample to summarise holds a value that is not finite");
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const deviation = values[i]! - mean;
    squares += weights[i]! * deviation * deviation;
  }
  return { count, mean, std: Math.sqrt(squares / count), min, max };
}
