import { tQuantile } from "./student-t.ts";

/** A mean over seeds. */
export interface Estimate {
  readonly mean: number;
  /** Half-width of the 95 % confidence interval; NaN with fewer than two values. */
  readonly ci95: number;
  readonly count: number;
}

const CONFIDENCE = 0.95;

/** Mean and Student's interval of the values that are known; NaN counts as unknown. */
export function estimate(values: readonly number[]): Estimate {
  const known = values.filter(Number.isFinite);
  const count = known.length;
  if (count === 0) return { mean: Number.NaN, ci95: Number.NaN, count };
  const mean = known.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { mean, ci95: Number.NaN, count };
  return { mean, ci95: quantile(count - 1) * standardError(known, mean), count };
}

/** s / sqrt(n), s with n - 1. */
export function standardError(values: readonly number[], mean: number): number {
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

const quantiles = new Map<number, number>();

function quantile(degrees: number): number {
  const known = quantiles.get(degrees) ?? tQuantile(CONFIDENCE, degrees);
  quantiles.set(degrees, known);
  return known;
}
