import { csvText } from "../../report/csv.ts";
import type { Figures } from "../figures.ts";
import type { ValidationReport } from "./report.ts";

const NAMES = [
  ...["kind", "op", "file", "metric", "group", "value"],
  ...["n", "mape_pct", "median_ape_pct", "p90_ape_pct", "weighted_mape_pct", "bias_pct"],
];

/** Figures as rows: every metric, the textbook's beside it, and every group of it. */
export function figuresCsv(reports: readonly ValidationReport[]): string {
  const rows = reports.flatMap(({ kind, op, file, metrics, groups }) => {
    const row = (metric: string, group: string, value: string, f: Figures) => [
      ...[kind, op, file, metric, group, value],
      ...[f.n, f.mapePct, f.medianApePct, f.p90ApePct, f.weightedMapePct, f.biasPct],
    ];
    return [
      ...Object.entries(metrics).flatMap(([metric, figures]) => [
        row(metric, "all", "", figures),
        ...(figures.baseline === undefined ? [] : [row(metric, "textbook", "", figures.baseline)]),
      ]),
      ...Object.entries(groups).flatMap(([metric, byGroup]) =>
        Object.entries(byGroup).flatMap(([group, values]) =>
          Object.entries(values).map(([value, figures]) => row(metric, group, value, figures)),
        ),
      ),
    ];
  });
  return csvText(NAMES, rows);
}
