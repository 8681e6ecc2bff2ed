import type { Series } from "./series.ts";

/** Where a price stands relative to a table's points; numbers are indices of PROVENANCE. */
export const MEASURED = 0;
export const INTERPOLATED = 1;
export const EXTRAPOLATED = 2;
export const MODELLED = 3;

/** A kernel's time and where it comes from (an index of PROVENANCE). */
export interface Priced {
  readonly us: number;
  readonly provenance: number;
}

/**
 * Time at `x` along a series. The measurements fix the level, the analytic model the shape:
 *
 * - on a point, that point;
 * - between two points, time goes from one to the other in step with the analytic time, so the corner between memory
 *   and compute bound and the steps of wave quantisation fall where they belong, and time never leaves the range of
 *   its two neighbours;
 * - beyond the ends, the efficiency of the last point relative to the analytic model is held, so that time scales
 *   physically.
 */
export function along(series: Series, x: number, analytic: (x: number) => number): Priced {
  const { x: xs, us, exact } = series;
  const last = xs.length - 1;
  const at = lastAtOrBelow(xs, x);
  if (at < 0) return { us: (us[0]! / analytic(xs[0]!)) * analytic(x), provenance: EXTRAPOLATED };
  if (xs[at] === x) return { us: us[at]!, provenance: exact[at] === 1 ? MEASURED : INTERPOLATED };
  if (at === last) {
    return { us: (us[last]! / analytic(xs[last]!)) * analytic(x), provenance: EXTRAPOLATED };
  }
  const from = analytic(xs[at]!);
  const to = analytic(xs[at + 1]!);
  const linear = (x - xs[at]!) / (xs[at + 1]! - xs[at]!);
  const share = to > from ? Math.min(1, Math.max(0, (analytic(x) - from) / (to - from))) : linear;
  return { us: us[at]! + share * (us[at + 1]! - us[at]!), provenance: INTERPOLATED };
}

/** Index of the last entry <= x; -1 when all are greater. Ascending array. */
export function lastAtOrBelow(xs: ArrayLike<number>, x: number): number {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
