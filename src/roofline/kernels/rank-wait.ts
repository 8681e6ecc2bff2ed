/** Mean of the largest of n standard normal values, for the numbers of ranks that servers have (Tippett, 1925). */
const LARGEST = { 2: 0.5642, 4: 1.0294, 8: 1.4236 } as const;

/**
 * What a rank waits on average for the last one at an all-reduce, microseconds. Ranks that run the same kernels reach
 * it at times that spread by `skewUs` (one standard deviation); a benchmark of all-reduces alone starts them together.
 */
export function rankWaitUs(ranks: number, skewUs: number): number {
  if (ranks === 1) return 0;
  return skewUs * LARGEST[ranks <= 2 ? 2 : ranks <= 4 ? 4 : 8];
}
