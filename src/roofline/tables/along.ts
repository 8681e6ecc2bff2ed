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
 * Time along a series, as a function of x. The measurements fix the level, the analytic model the shape:
 *
 * - on a point, that point;
 * - between two points, time goes from one to the other in step with the analytic time, so the corner between memory
 *   and compute bound and the steps of wave quantisation fall where they belong; it never leaves the range of its two
 *   neighbours;
 * - beyond the ends, the efficiency of the last point relative to the analytic model is held, so that time scales
 *   physically; it never falls below the last point, nor rises above the first.
 */
export function along(series: Series, analytic: (x: number) => number): (x: number) => Priced {
  const { x: xs, us, exact } = series;
  const last = xs.length - 1;
  const known = new Array<number>(xs.length).fill(0);
  const analyticAt = (index: number) => known[index]! || (known[index] = analytic(xs[index]!));
  return (x) => {
    const at = lastAtOrBelow(xs, x);
    if (at < 0) {
      const held = (us[0]! / analyticAt(0)) * analytic(x);
      return { us: Math.min(us[0]!, held), provenance: EXTRAPOLATED };
    }
    if (xs[at] === x) return { us: us[at]!, provenance: exact[at] === 1 ? MEASURED : INTERPOLATED };
    if (at === last) {
      const held = (us[last]! / analyticAt(last)) * analytic(x);
      return { us: Math.max(us[last]!, held), provenance: EXTRAPOLATED };
    }
    const linear = (x - xs[at]!) / (xs[at + 1]! - xs[at]!);
    const from = analyticAt(at);
    const rise = analyticAt(at + 1) / from - 1;
    const measuredRise = Math.abs(us[at + 1]! / us[at]! - 1);
    let share = linear;
    if (rise > 0) {
      const analyticShare = Math.min(1, Math.max(0, (analytic(x) / from - 1) / rise));
      // Where the model sees less of a rise than was measured it knows only that part of the way; following it all
      // the way would magnify its ripples.
      const trust = Math.min(1, rise / measuredRise);
      share = linear + trust * (analyticShare - linear);
    }
    return { us: us[at]! + share * (us[at + 1]! - us[at]!), provenance: INTERPOLATED };
  };
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
