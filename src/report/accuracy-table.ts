import type { Accuracy } from "../metrics/accuracy.ts";
import { METRIC_LABELS } from "../metrics/metric.ts";
import { TRUTH_LABELS } from "../metrics/truth/truth.ts";
import { csvText } from "./csv.ts";
import { formatCount, formatFigure, formatSignedPercent, NO_FIGURE } from "./format.ts";
import { left, right, textTable } from "./text-table.ts";

const LABELS = {
  ...TRUTH_LABELS,
  request_throughput: "request throughput",
  output_throughput: "output throughput",
  duration: "duration",
} as const;

/** Measured against simulated: one line a figure, then how well single requests agree. Ends with a newline. */
export function accuracyText({ figures, requests }: Accuracy): string {
  const lines = textTable(
    [left("metric"), left("statistic"), left("unit"), right("real"), right("simulated"), right("error (%)")],
    figures.map(({ metric, statistic, unit, real, simulated, errorPercent }) => [
      ...[LABELS[metric], statistic ?? "", unit],
      ...[formatFigure(real), formatFigure(simulated), formatSignedPercent(errorPercent)],
    ]),
  );
  if (requests.length > 0) lines.push("", "Single requests", ...requestLines(requests));
  return `${lines.join("\n")}\n`;
}

function requestLines(requests: Accuracy["requests"]): string[] {
  return textTable(
    [left("metric"), right("requests"), right("MAPE (%)"), right("Pearson r"), right("bias (%)")],
    requests.map(({ metric, count, mapePercent, pearson, biasPercent }) => [
      ...[METRIC_LABELS[metric], formatCount(count), formatFigure(mapePercent, 1)],
      ...[Number.isNaN(pearson) ? NO_FIGURE : pearson.toFixed(4), formatSignedPercent(biasPercent)],
    ]),
  );
}

/** One row a figure. */
export function accuracyCsv({ figures }: Accuracy): string {
  return csvText(
    ["metric", "statistic", "unit", "real", "simulated", "error_percent"],
    figures.map(({ metric, statistic, unit, real, simulated, errorPercent }) => [
      ...[metric, statistic ?? "", unit, real, simulated, errorPercent],
    ]),
  );
}
