import { formatCount, formatFigure, formatSignedPercent } from "../../report/format.ts";
import { left, right, textTable } from "../../report/text-table.ts";
import type { Figures } from "../figures.ts";
import type { ValidationReport } from "./report.ts";

const FIGURES = ["n", "MAPE %", "median %", "p90 %", "weighted %", "bias %"].map((heading) => right(heading));

/** One file's report for a terminal. Ends with a newline. */
export function reportText(report: ValidationReport, width: number): string {
  const { kind, op, file, rows, compared, skipped, metrics, groups, baseline, notes } = report;
  const lines = [`${file}: ${kind}, ${op}`, `${formatCount(rows)} rows, ${formatCount(compared)} compared`];
  for (const { reason, count } of skipped) lines.push(`  ${formatCount(count)} not: ${reason}`);
  for (const note of notes) lines.push(`  ${note}`);
  const several = Object.keys(metrics).length > 1;
  const overall = Object.entries(metrics).flatMap(([name, metric]) => [
    row(several ? name : "all", metric),
    ...(metric.baseline === undefined
      ? []
      : [row(several ? `  textbook ${name}` : "textbook roofline", metric.baseline)]),
  ]);
  lines.push("", ...textTable([left("error"), ...FIGURES], overall, { labels: 1, width }));
  const means = Object.entries(metrics).filter(([, { meanErrorPct }]) => meanErrorPct !== undefined);
  if (means.length > 0) {
    const texts = means.map(([name, { meanErrorPct }]) => `${name} ${formatSignedPercent(meanErrorPct!)} %`);
    lines.push("", `Mean over the run: ${texts.join(", ")}`);
  }
  for (const [metric, byGroup] of Object.entries(groups)) {
    const grouped = Object.entries(byGroup).flatMap(([name, values]) =>
      Object.entries(values).map(([value, figures]) => row(`${name} ${value}`, figures)),
    );
    if (grouped.length === 0) continue;
    lines.push(
      "",
      ...textTable([left(several ? `${metric} by` : "by"), ...FIGURES], grouped, { labels: 1, width }),
    );
  }
  if (baseline === undefined) lines.push("", "No textbook figure to compare with.");
  if (report.worst.length > 0 && report.worst[0]!.errorPct !== 0)
    lines.push("", ...worstLines(report, width));
  return `${lines.join("\n")}\n`;
}

function row(name: string, figures: Figures): string[] {
  const { n, mapePct, medianApePct, p90ApePct, weightedMapePct, biasPct } = figures;
  return [
    ...[name, formatCount(n), formatFigure(mapePct), formatFigure(medianApePct), formatFigure(p90ApePct)],
    ...[formatFigure(weightedMapePct), formatSignedPercent(biasPct)],
  ];
}

function worstLines({ worst, unit, metrics }: ValidationReport, width: number): string[] {
  const several = Object.keys(metrics).length > 1;
  return textTable(
    [
      ...[right("line"), left("the worst"), ...(several ? [left("metric")] : [])],
      ...[right(`measured ${unit}`), right(`predicted ${unit}`), right("error %")],
    ],
    worst.map(({ line, label, metric, measured, predicted, errorPct }) => [
      ...[String(line), label, ...(several ? [metric] : [])],
      ...[formatFigure(measured), formatFigure(predicted), formatSignedPercent(errorPct)],
    ]),
    { labels: 2, width },
  );
}
