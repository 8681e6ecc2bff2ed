/** A measured table or site, and the share of its correction. Shares sum to 1. */
export interface Weighted<T> {
  readonly of: T;
  readonly weight: number;
}

/** Corrections come from this many nearest measurements at most. */
const NEAREST = 6;

/**
 * The measured neighbours of a shape with their weights: inverse square distance in the logarithm of each dimension,
 * since kernels change with ratios of sizes. `dimensions` must be positive and of equal length.
 */
export function neighbours<T>(
  candidates: readonly T[],
  dimensions: (candidate: T) => readonly number[],
  target: readonly number[],
): Weighted<T>[] {
  const scored = candidates
    .map((of) => ({ of, distance: logDistance(dimensions(of), target) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, NEAREST);
  // A neighbour at distance 0 would have infinite weight; shapes this close are the same kernel.
  const weights = scored.map(({ distance }) => 1 / Math.max(distance, 1e-3) ** 2);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return scored.map(({ of }, index) => ({ of, weight: weights[index]! / sum }));
}

function logDistance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((value, index) => Math.log(value / b[index]!)));
}
