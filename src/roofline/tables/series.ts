import { UserError } from "../../errors.ts";

/** Times along one axis (m, sequence length, KV length, bytes), ascending. */
export interface Series {
  readonly x: Float64Array;
  readonly us: Float64Array;
  /** 1: the time stands in the file; 0: it was lowered to keep the series monotone. */
  readonly exact: Uint8Array;
}

/** A row on its way into a series. */
export interface Point {
  readonly x: number;
  readonly us: number;
  readonly line: number;
}

/** Rows that were lowered, for the notes. */
interface Lowered {
  count: number;
  /** Largest relative change, and the line it was on. */
  worst: number;
  line: number;
}

/** Changes below this are noise, and leave a row exact. */
const NOISE = 0.005;

/**
 * Sorts points into a series in which time never falls by more than `slack` (a fraction) as x grows.
 *
 * A row that is slower than a later, larger one is lowered to it, never the other way round: interference, cold
 * starts and clock drops only ever add time, so of two measurements that contradict each other the faster is right.
 * @throws UserError for two rows with the same x.
 */
export function toSeries(
  points: readonly Point[],
  slack: number,
  file: string,
  label: string,
  lowered: Lowered,
): Series {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.line - b.line);
  const x = Float64Array.from(sorted, (point) => point.x);
  const us = Float64Array.from(sorted, (point) => point.us);
  const exact = new Uint8Array(sorted.length).fill(1);
  let least = Number.POSITIVE_INFINITY;
  for (let i = sorted.length - 1; i >= 0; i--) {
    const point = sorted[i]!;
    if (i > 0 && x[i] === x[i - 1]) {
      throw new UserError({
        where: { file, line: point.line },
        message: `is a second row for ${label} ${point.x} (the first is line ${sorted[i - 1]!.line})`,
        remedy: "Keep one of them",
      });
    }
    least = Math.min(least, point.us);
    const most = least / (1 - slack);
    if (point.us <= most) continue;
    us[i] = most;
    const change = 1 - most / point.us;
    if (change <= NOISE) continue;
    exact[i] = 0;
    lowered.count += 1;
    if (change > lowered.worst) Object.assign(lowered, { worst: change, line: point.line });
  }
  return { x, us, exact };
}

export function noneLowered(): Lowered {
  return { count: 0, worst: 0, line: 0 };
}

/** The note for rows that were lowered; undefined when none were. */
export function loweredNote(key: string, axis: string, lowered: Lowered, rows: number): string | undefined {
  if (lowered.count === 0) return undefined;
  const percent = (lowered.worst * 100).toFixed(0);
  return (
    `${key}: ${lowered.count} of ${rows} rows are slower than a larger one and were lowered to it, ` +
    `so that time does not fall as ${axis} grows (most: line ${lowered.line}, by ${percent} %)`
  );
}
