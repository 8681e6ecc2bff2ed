/** Linear between the closest of ascending values, as numpy.percentile; `q` 0 to 1. NaN of none. */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const last = sorted.length - 1;
  if (last < 0) return Number.NaN;
  const at = q * last;
  const below = Math.floor(at);
  const low = sorted[below]!;
  return low + (at - below) * (sorted[Math.min(below + 1, last)]! - low);
}
