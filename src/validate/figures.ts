import { quantile } from "../roofline/fit/quantile.ts";

/** A measured value and what was predicted for it, in the same unit. */
export interface Pair {
  readonly measured: number;
  readonly predicted: number;
}

/** How far predictions are off, percent. */
export interface Figures {
  readonly n: number;
  /** Mean of |predicted - measured| / measured. */
  readonly mapePct: number;
  readonly medianApePct: number;
  readonly p90ApePct: number;
  /** Sum of |predicted - measured| over the sum of what was measured: long ones count more. */
  readonly weightedMapePct: number;
  /** Mean of (predicted - measured) / measured; positive: predicted too slow. */
  readonly biasPct: number;
}

/** NaN throughout for no pairs. Measured values must not be 0. */
export function figuresOf(pairs: readonly Pair[]): Figures {
  const n = pairs.length;
  const signed = pairs.map(({ predicted, measured }) => predicted / measured - 1);
  const sizes = Float64Array.from(signed, Math.abs).sort();
  const sum = (of: (pair: Pair) => number) => pairs.reduce((total, pair) => total + of(pair), 0);
  const misses = sum(({ predicted, measured }) => Math.abs(predicted - measured));
  return {
    n,
    mapePct: (100 * sizes.reduce((total, size) => total + size, 0)) / n,
    medianApePct: 100 * quantile(sizes, 0.5),
    p90ApePct: 100 * quantile(sizes, 0.9),
    weightedMapePct: (100 * misses) / sum(({ measured }) => Math.abs(measured)),
    biasPct: (100 * signed.reduce((total, error) => total + error, 0)) / n,
  };
}
