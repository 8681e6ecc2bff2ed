import { type Figures, figuresOf } from "../figures.ts";
import type { Comparison, Kind, Outcome } from "../outcome.ts";

interface MetricReport extends Figures {
  /** Where the mean over the file is itself a result: how far it is off, signed percent. */
  readonly meanErrorPct?: number;
  readonly baseline?: Figures;
}

interface WorstRow {
  readonly line: number;
  readonly metric: string;
  readonly label: string;
  readonly measured: number;
  readonly predicted: number;
  readonly errorPct: number;
}

/** What `validate` says of a file. The figures at the top are the primary metric's. */
export interface ValidationReport extends Figures {
  readonly kind: Kind;
  readonly op: string;
  readonly file: string;
  readonly unit: string;
  readonly primary: string;
  /** Data rows of the file; `compared` and the counts of `skipped` sum to it. */
  readonly rows: number;
  readonly compared: number;
  readonly skipped: readonly { readonly reason: string; readonly count: number }[];
  readonly metrics: Readonly<Record<string, MetricReport>>;
  /** By metric, group and value: `{ tpot: { tp: { "4": {...} } } }`. */
  readonly groups: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Figures>>>>>>;
  /** Of the textbook roofline, over the same rows; absent where it says nothing. */
  readonly baseline?: Figures;
  readonly worst: readonly WorstRow[];
  readonly notes: readonly string[];
}

const WORST = 10;

export function reportOf(outcome: Outcome): ValidationReport {
  const { kind, op, table, unit, primary, comparisons, skipped, means, notes } = outcome;
  const metricNames = [...new Set([primary, ...comparisons.map(({ metric }) => metric)])];
  const of = (metric: string) => comparisons.filter((comparison) => comparison.metric === metric);
  const metrics = metricNames.map((metric): [string, MetricReport] => {
    const mean = means?.find((entry) => entry.metric === metric);
    return [
      metric,
      {
        ...figuresOf(of(metric)),
        ...(mean === undefined ? {} : { meanErrorPct: 100 * (mean.predicted / mean.measured - 1) }),
        ...baselineFigures(of(metric)),
      },
    ];
  });
  return {
    ...{ kind, op, file: table.file, unit, primary },
    rows: table.rows.length,
    compared: new Set(comparisons.map(({ row }) => row)).size,
    skipped: countReasons(skipped.map(({ reason }) => reason)),
    ...figuresOf(of(primary)),
    metrics: Object.fromEntries(metrics),
    groups: Object.fromEntries(metricNames.map((metric) => [metric, groupFigures(of(metric))])),
    ...baselineFigures(of(primary)),
    worst: worstOf(outcome),
    notes,
  };
}

function baselineFigures(comparisons: readonly Comparison[]): { readonly baseline?: Figures } {
  const pairs = comparisons.flatMap(({ measured, baseline }) =>
    baseline === undefined ? [] : [{ measured, predicted: baseline }],
  );
  return pairs.length === 0 ? {} : { baseline: figuresOf(pairs) };
}

function groupFigures(comparisons: readonly Comparison[]): ValidationReport["groups"][string] {
  const names = [...new Set(comparisons.flatMap(({ groups }) => Object.keys(groups)))];
  return Object.fromEntries(
    names.map((name) => {
      const members = new Map<string, Comparison[]>();
      for (const comparison of comparisons) {
        const value = comparison.groups[name];
        if (value === undefined) continue;
        const list = members.get(value);
        if (list === undefined) members.set(value, [comparison]);
        else list.push(comparison);
      }
      const sorted = [...members].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
      return [name, Object.fromEntries(sorted.map(([value, list]) => [value, figuresOf(list)]))];
    }),
  );
}

function worstOf({ comparisons, table }: Outcome): WorstRow[] {
  const size = ({ measured, predicted }: Comparison) => Math.abs(predicted / measured - 1);
  return [...comparisons]
    .sort((a, b) => size(b) - size(a) || a.row - b.row)
    .slice(0, WORST)
    .map(({ row, metric, label, measured, predicted }) => ({
      line: table.rows[row]!.line,
      ...{ metric, label, measured, predicted },
      errorPct: 100 * (predicted / measured - 1),
    }));
}

function countReasons(reasons: readonly string[]): ValidationReport["skipped"] {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => ({ reason, count }));
}
