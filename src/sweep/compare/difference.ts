import { FIGURES, percentDifference } from "../../metrics/comparison.ts";
import { estimate, standardError } from "../estimate.ts";
import { tTail } from "../student-t.ts";
import { meanOf, type Sample } from "./sample.ts";

/** A figure that runs are compared by. */
export interface ComparedFigure {
  readonly key: string;
  readonly group: string;
  readonly name: string;
  readonly unit: string;
}

/** Mean, p50 and p99 of the four latencies, throughput and goodput. */
export const COMPARED: readonly ComparedFigure[] = [
  ...FIGURES,
  { key: "request_goodput", group: "throughput", name: "good/s", unit: "req/s" },
];

/** How one figure differs between two samples. */
export interface Difference {
  readonly figure: ComparedFigure;
  readonly base: number;
  readonly other: number;
  /** Signed, of the base's mean; NaN when that cannot be said. */
  readonly percent: number;
  /** Half-width of the difference's 95 % interval, in percent; NaN with fewer than two seeds. */
  readonly ci95Percent: number;
  /** Probability of a difference at least this large if there were none; NaN with fewer than two seeds. */
  readonly pValue: number;
  /** Seeds that both have. */
  readonly seeds: number;
}

/** Differences this improbable by chance count as real. */
export const SIGNIFICANT = 0.05;

/**
 * `other` against `base`. Both sides of a seed saw the same random numbers, so their differences are tested, not their means:
 * Student's paired t test.
 */
export function differenceOf(figure: ComparedFigure, base: Sample, other: Sample): Difference {
  const { key } = figure;
  const pairs = [...base.runs].flatMap(([seed, run]) => {
    const before = run.figures[key];
    const after = other.runs.get(seed)?.figures[key];
    return typeof before === "number" && typeof after === "number" ? [{ before, after }] : [];
  });
  const means = {
    base: meanOf(base, ({ figures }) => figures[key]),
    other: meanOf(other, ({ figures }) => figures[key]),
  };
  const percent = percentDifference(means.other, means.base);
  const known = { figure, ...means, percent, seeds: pairs.length };
  if (pairs.length < 2) return { ...known, ci95Percent: Number.NaN, pValue: Number.NaN };
  const changes = pairs.map(({ before, after }) => after - before);
  const { mean, ci95 } = estimate(changes);
  const error = standardError(changes, mean);
  const pValue = error === 0 ? Number(mean === 0) : tTail(mean / error, changes.length - 1);
  return { ...known, ci95Percent: (ci95 / Math.abs(means.base)) * 100, pValue };
}

export function differencesOf(base: Sample, other: Sample): Difference[] {
  const all = COMPARED.map((figure) => differenceOf(figure, base, other));
  return all.filter((difference) => Number.isFinite(difference.base) || Number.isFinite(difference.other));
}
