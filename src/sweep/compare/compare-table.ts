import { csvText } from "../../report/csv.ts";
import { formatFigure, formatSignedPercent, NO_FIGURE } from "../../report/format.ts";
import { type Column, textTable } from "../../report/text-table.ts";
import { type Causes, causeSentences, causesOf, mainCause } from "./causes.ts";
import { COMPARED, type Difference, differencesOf, SIGNIFICANT } from "./difference.ts";
import type { Pair } from "./pairs.ts";

/** A pair with all that is said of it. */
export interface Comparison extends Pair {
  readonly differences: readonly Difference[];
  readonly causes: Causes;
}

export function comparisonOf(pair: Pair): Comparison {
  const { base, other } = pair;
  return { ...pair, differences: differencesOf(base, other), causes: causesOf(base, other) };
}

const right = (heading: string): Column => ({ heading, align: "right" });
const left = (heading: string): Column => ({ heading, align: "left" });

/** Two runs side by side, one line a figure, then why. Ends with a newline. */
export function pairText({ base, other, differences, causes }: Comparison): string {
  const tested = differences.some(({ pValue }) => Number.isFinite(pValue));
  const columns = [
    ...[left("metric"), left(""), left("unit"), right(base.name), right(other.name), right("difference (%)")],
    ...(tested ? [right("± 95 %"), right("p")] : []),
  ];
  const rows = differences.map(({ figure, base: a, other: b, percent, ci95Percent, pValue }) => [
    ...[
      figure.group,
      figure.name,
      figure.unit,
      formatFigure(a),
      formatFigure(b),
      formatSignedPercent(percent),
    ],
    ...(tested ? [formatFigure(ci95Percent, 1), pText(pValue)] : []),
  ]);
  const lines = [...textTable(columns, rows), ...causeSentences(causes)];
  if (!tested) lines.push("One run each: how much of a difference is chance, --seeds N would tell.");
  const overloaded = [base, other].filter(({ runs }) => [...runs.values()].some((run) => run.overloaded));
  for (const { name } of overloaded) {
    lines.push(`${name} is overloaded: its latencies depend on how long the run lasts.`);
  }
  return `${lines.join("\n")}\n`;
}

/** Many pairs in one table, a line each: signed percent, a star where chance is an unlikely reason. Ends with a newline. */
export function pairsText(comparisons: readonly Comparison[], width: number): string {
  const names = Object.keys(comparisons[0]?.labels ?? {});
  const keys = COMPARED.filter(({ key }) =>
    comparisons.some(({ differences }) => differences.some(({ figure }) => figure.key === key)),
  );
  const columns: Column[] = [
    ...names.map(left),
    left("of"),
    ...keys.map(({ group, name }): Column => ({ group: `${group} (%)`, heading: name, align: "right" })),
    left("mean E2EL moved by"),
  ];
  const rows = comparisons.map(({ labels, base, other, differences, causes }) => [
    ...names.map((name) => String(labels[name])),
    `${other.name} vs ${base.name}`,
    ...keys.map(({ key }) => starred(differences.find(({ figure }) => figure.key === key))),
    mainCause(causes),
  ]);
  const lines = textTable(columns, rows, { labels: names.length + 1, width });
  const tested = comparisons.some(({ differences }) => differences.some(({ pValue }) => pValue >= 0));
  if (tested) lines.push(`* p < ${SIGNIFICANT}, paired t test over seeds`);
  return `${lines.join("\n")}\n`;
}

function starred(difference: Difference | undefined): string {
  if (difference === undefined) return NO_FIGURE;
  return `${formatSignedPercent(difference.percent)}${difference.pValue < SIGNIFICANT ? "*" : " "}`;
}

function pText(pValue: number): string {
  if (!Number.isFinite(pValue)) return NO_FIGURE;
  return pValue < 0.001 ? "<0.001" : pValue.toFixed(3);
}

/** One row a figure of each pair. */
export function comparisonsCsv(comparisons: readonly Comparison[]): string {
  const names = Object.keys(comparisons[0]?.labels ?? {});
  const header = [
    ...[...names, "base", "other", "figure", "unit", "base_value", "other_value"],
    ...["difference_percent", "ci95_percent", "p_value", "seeds", "main_cause"],
  ];
  const rows = comparisons.flatMap(({ labels, base, other, differences, causes }) =>
    differences.map(({ figure, base: a, other: b, percent, ci95Percent, pValue, seeds }) => [
      ...names.map((name) => String(labels[name])),
      ...[base.name, other.name, figure.key, figure.unit, a, b],
      ...[percent, ci95Percent, pValue, seeds, mainCause(causes)],
    ]),
  );
  return csvText(header, rows);
}

export function comparisonsJson(comparisons: readonly Comparison[]): unknown {
  return comparisons.map(({ labels, base, other, differences, causes }) => ({
    labels,
    base: base.name,
    other: other.name,
    differences: differences.map(({ figure, percent, ci95Percent, pValue, seeds, ...values }) => ({
      figure: figure.key,
      unit: figure.unit,
      base: finite(values.base),
      other: finite(values.other),
      percent: finite(percent),
      ci95Percent: finite(ci95Percent),
      pValue: finite(pValue),
      seeds,
    })),
    causes: {
      settings: causes.settings.map(([name, a, b]) => ({ name, base: a, other: b })),
      ttftMs: causes.ttft,
      e2elMs: causes.e2el,
      stepMs: causes.steps,
      conditions: causes.conditions,
    },
  }));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
