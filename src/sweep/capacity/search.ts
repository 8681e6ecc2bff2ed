/** The edge of what holds: it holds at `low` and not at `high`. */
export interface Edge {
  /** 0 when it holds nowhere. */
  readonly low: number;
  /** Infinity when it holds everywhere. */
  readonly high: number;
}

/** Doublings after which the search gives up. */
const MOST_DOUBLINGS = 20;
/** Halvings after which a server counts as idle. */
const MOST_HALVINGS = 8;

/**
 * The highest load at which something holds: doubling or halving from `start`, then bisection, geometric.
 *
 * Where one condition holds wherever another does, its edge is never lower than the other's, even if neither is monotone in the
 * load: both searches visit the same loads until they first differ, and from there the weaker condition is ahead.
 */
export async function highestLoad(
  start: number,
  holds: (load: number) => Promise<boolean>,
  resolution: number,
): Promise<Edge> {
  let { low, high } = await bracket(start, holds);
  if (low === 0 || high === Number.POSITIVE_INFINITY) return { low, high };
  while (high / low > 1 + resolution) {
    const middle = Math.sqrt(low * high);
    if (await holds(middle)) low = middle;
    else high = middle;
  }
  return { low, high };
}

async function bracket(start: number, holds: (load: number) => Promise<boolean>): Promise<Edge> {
  if (await holds(start)) {
    for (let i = 1; i <= MOST_DOUBLINGS; i++) {
      if (!(await holds(start * 2 ** i))) return { low: start * 2 ** (i - 1), high: start * 2 ** i };
    }
    return { low: start * 2 ** MOST_DOUBLINGS, high: Number.POSITIVE_INFINITY };
  }
  for (let i = 1; i <= MOST_HALVINGS; i++) {
    if (await holds(start / 2 ** i)) return { low: start / 2 ** i, high: start / 2 ** (i - 1) };
  }
  return { low: 0, high: start / 2 ** MOST_HALVINGS };
}

/** The least whole number from 1 to `most` at which something holds, by doubling and bisection; undefined where it does at none. */
export async function leastCount(
  most: number,
  holds: (count: number) => Promise<boolean>,
): Promise<number | undefined> {
  let low = 0;
  let high = 1;
  while (!(await holds(high))) {
    if (high === most) return undefined;
    low = high;
    high = Math.min(most, high * 2);
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
