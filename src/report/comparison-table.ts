import { FIGURES, type Figure } from "../metrics/comparison.ts";
import type { ComparedRun } from "./compared-run.ts";
import { csvText } from "./csv.ts";
import { type Difference, differencesBetweenModels, LATENCY_MODEL } from "./differences.ts";
import { formatFigure, formatSignedPercent } from "./format.ts";
import { saturationLabel } from "./saturation-text.ts";
import { type Column, textTable } from "./text-table.ts";

/** Text for a terminal at most `width` columns wide. Ends with a newline. */
export function comparisonText(scenarios: readonly ComparedRun[], width = 160): string {
  const differences = differencesBetweenModels(scenarios);
  const lines = scenarioLines(scenarios, width);
  if (differences.length > 0) lines.push("", ...differenceLines(differences, width));
  return `${lines.join("\n")}\n`;
}

function scenarioLines(scenarios: readonly ComparedRun[], width: number): string[] {
  const names = Object.keys(scenarios[0]?.labels ?? {});
  const columns: Column[] = [...labelColumns(names), ...figureColumns(({ unit }) => unit)];
  const rows = scenarios.map(({ labels, summary }) => [
    ...names.map((name) => labels[name] ?? ""),
    ...FIGURES.map((figure) => formatFigure(figure.of(summary))),
  ]);
  const states = scenarios.map(({ saturation }) => saturationLabel(saturation));
  if (states.some((state) => state !== "")) {
    columns.push({ heading: "state", align: "left" });
    for (const [i, state] of states.entries()) rows[i]!.push(state);
  }
  return textTable(columns, rows, { labels: names.length, width });
}

function differenceLines(differences: readonly Difference[], width: number): string[] {
  const names = Object.keys(differences[0]!.labels);
  const columns = [...labelColumns([...names, LATENCY_MODEL]), ...figureColumns(() => "%")];
  const rows = differences.map(({ labels, scenario, base, percent }) => [
    ...names.map((name) => labels[name] ?? ""),
    `${scenario.labels[LATENCY_MODEL]} vs ${base.labels[LATENCY_MODEL]}`,
    ...percent.map(formatSignedPercent),
  ]);
  return ["Difference, percent", ...textTable(columns, rows, { labels: names.length + 1, width })];
}

function labelColumns(names: readonly string[]): Column[] {
  return names.map((heading) => ({ heading, align: "left" }));
}

function figureColumns(unitOf: (figure: Figure) => string): Column[] {
  return FIGURES.map((figure) => {
    const unit = unitOf(figure);
    const group = unit === figure.name ? figure.group : `${figure.group} (${unit})`;
    return { group, heading: figure.name, align: "right" };
  });
}

/** One row a scenario; a scenario with a counterpart of another latency model also has its differences from that. */
export function comparisonCsv(scenarios: readonly ComparedRun[]): string {
  const names = Object.keys(scenarios[0]?.labels ?? {});
  const differences = differencesBetweenModels(scenarios);
  const header = [
    ...names,
    ...FIGURES.map(({ key }) => key),
    ...["saturation", "queue_growth_per_s"],
    ...(differences.length === 0
      ? []
      : ["compared_with", ...FIGURES.map(({ key }) => `${key}_diff_percent`)]),
  ];
  const rows = scenarios.map((scenario) => {
    const { labels, summary, saturation } = scenario;
    const difference = differences.find((one) => one.scenario === scenario);
    return [
      ...names.map((name) => labels[name] ?? ""),
      ...FIGURES.map((figure) => figure.of(summary)),
      ...[saturation.verdict, saturation.queueGrowthPerSecond],
      ...(differences.length === 0 ? [] : [difference?.base.labels[LATENCY_MODEL] ?? ""]),
      ...(differences.length === 0 ? [] : (difference?.percent ?? FIGURES.map(() => ""))),
    ];
  });
  return csvText(header, rows);
}

/** `{ scenarios: [{ labels, <figures>, saturation }], differences: [{ labels, of, base, percent: { <figures> } }] }` */
export function comparisonJson(scenarios: readonly ComparedRun[]): Record<string, unknown> {
  return {
    scenarios: scenarios.map(({ labels, summary, saturation }) => ({
      labels,
      ...byKey(FIGURES.map((figure) => figure.of(summary))),
      saturation,
    })),
    differences: differencesBetweenModels(scenarios).map(({ labels, scenario, base, percent }) => ({
      labels,
      of: scenario.labels[LATENCY_MODEL],
      base: base.labels[LATENCY_MODEL],
      percent: byKey(percent),
    })),
  };
}

/** Figures by their key; one that is not finite becomes null, which JSON has a word for. */
function byKey(figures: readonly number[]): Record<string, number | null> {
  return Object.fromEntries(
    FIGURES.map(({ key }, i) => [key, Number.isFinite(figures[i]) ? figures[i]! : null]),
  );
}
