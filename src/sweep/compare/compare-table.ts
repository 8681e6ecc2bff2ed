import { csvText } from "../../report/csv.ts";
import { formatFigure, formatSignedPercent, NO_FIGURE } from "../../report/format.ts";
import { type Column, left, right, textTable } from "../../report/text-table.ts";
import { type Causes, causeSentences, causesOf, mainCause } from "./causes.ts";
import { COMPARED, type Difference, differencesOf, SIGNIFICANT } from "./difference.ts";
import type { Pair } from "./pairs.ts";
import type { Sample } from "./sample.ts";

/** A pair with all that is said of it. */
export interface Comparison extends Pair {
  readonly differences: readonly Difference[];
  readonly causes: Causes;
}

export function comparisonOf(pair: Pair): Comparison {
  const { base, other } = pair;
  return { ...pair, differences: differencesOf(base, other), causes: causesOf(base, other) };
}

/** Runs beside the first of them, one line a figure, then why each differs. Ends with a newline. */
export function runsText(comparisons: readonly Comparison[], width: number): string {
  const [first, ...more] = comparisons;
  const tested = isTested(comparisons);
  const columns = [
    ...[left("metric"), left(""), left("unit"), right(first!.base.name)],
    ...comparisons.flatMap(({ other }) => [
      ...[right(other.name), right("difference (%)")],
      ...(tested ? [right("± 95 %"), right("p")] : []),
    ]),
  ];
  const rows = rowsOf(comparisons).map((differences) => {
    const { figure, base } = differences.find((one) => one !== undefined)!;
    return [
      ...[figure.group, figure.name, figure.unit, formatFigure(base)],
      ...differences.flatMap((difference) => differenceCells(difference, tested)),
    ];
  });
  const lines = textTable(columns, rows, { labels: 4, width });
  for (const { base, other, causes } of comparisons) {
    if (more.length > 0) lines.push("", `${other.name} against ${base.name}:`);
    lines.push(...causeSentences(causes));
  }
  if (more.length > 0) lines.push("");
  if (!tested) lines.push("One run each: how much of a difference is chance, --seeds N would tell.");
  const samples = new Set([first!.base, ...comparisons.map(({ other }) => other)]);
  for (const sample of samples) {
    if (isOverloaded(sample))
      lines.push(`${sample.name} is overloaded: its latencies depend on how long the run lasts.`);
  }
  return `${lines.join("\n")}\n`;
}

/** The differences of each figure, one a comparison. */
function rowsOf(comparisons: readonly Comparison[]): (readonly (Difference | undefined)[])[] {
  return COMPARED.map(({ key }) =>
    comparisons.map(({ differences }) => differences.find(({ figure }) => figure.key === key)),
  ).filter((row) => row.some((difference) => difference !== undefined));
}

function differenceCells(difference: Difference | undefined, tested: boolean): string[] {
  if (difference === undefined) return new Array<string>(tested ? 4 : 2).fill(NO_FIGURE);
  const { other, percent, ci95Percent, pValue } = difference;
  return [
    formatFigure(other),
    formatSignedPercent(percent),
    ...(tested ? [formatFigure(ci95Percent, 1), pText(pValue)] : []),
  ];
}

function isTested(comparisons: readonly Comparison[]): boolean {
  return comparisons.some(({ differences }) => differences.some(({ pValue }) => Number.isFinite(pValue)));
}

function isOverloaded({ runs }: Sample): boolean {
  return [...runs.values()].some(({ overloaded }) => overloaded);
}

/** Many pairs in one table, a line each: signed percent, a star where chance is an unlikely reason. Ends with a newline. */
export function pairsText(comparisons: readonly Comparison[], width: number): string {
  const names = Object.keys(comparisons[0]?.labels ?? {});
  const keys = COMPARED.filter(({ key }) =>
    comparisons.some(({ differences }) => differences.some(({ figure }) => figure.key === key)),
  );
  const isAnyOverloaded = comparisons.some(({ base, other }) => isOverloaded(base) || isOverloaded(other));
  const columns: Column[] = [
    ...names.map(left),
    left("of"),
    ...keys.map(({ group, name }): Column => ({ group: `${group} (%)`, heading: name, align: "right" })),
    left("mean E2EL moved by"),
    ...(isAnyOverloaded ? [left("overloaded")] : []),
  ];
  const rows = comparisons.map(({ labels, base, other, differences, causes }) => [
    ...names.map((name) => String(labels[name])),
    `${other.name} vs ${base.name}`,
    ...keys.map(({ key }) => starred(differences.find(({ figure }) => figure.key === key))),
    mainCause(causes),
    [base, other]
      .filter(isOverloaded)
      .map(({ name }) => name)
      .join(", "),
  ]);
  const lines = textTable(columns, rows, { labels: names.length + 1, width });
  lines.push(
    isTested(comparisons)
      ? `* p < ${SIGNIFICANT}, paired t test over seeds`
      : "One seed each: how much of a difference is chance, a sweep with seeds would tell.",
  );
  if (isAnyOverloaded) lines.push("Latencies of what is overloaded depend on how long the run lasts.");
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
    ...["base_overloaded", "other_overloaded"],
  ];
  const rows = comparisons.flatMap(({ labels, base, other, differences, causes }) =>
    differences.map(({ figure, base: a, other: b, percent, ci95Percent, pValue, seeds }) => [
      ...names.map((name) => String(labels[name])),
      ...[base.name, other.name, figure.key, figure.unit, a, b],
      ...[percent, ci95Percent, pValue, seeds, mainCause(causes)],
      ...[String(isOverloaded(base)), String(isOverloaded(other))],
    ]),
  );
  return csvText(header, rows);
}

export function comparisonsJson(comparisons: readonly Comparison[]): unknown {
  return comparisons.map(({ labels, base, other, differences, causes }) => ({
    labels,
    base: base.name,
    other: other.name,
    overloaded: { base: isOverloaded(base), other: isOverloaded(other) },
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
