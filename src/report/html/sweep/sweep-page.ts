import { formatCount, formatCounted } from "../../format.ts";
import { chartSection, noteBox, page, type Section } from "../page.ts";
import { comparisonCharts } from "./comparison-chart.ts";
import { heatMaps } from "./heat-maps.ts";
import { modelMaps } from "./model-map.ts";
import { paretoChart } from "./pareto.ts";
import { type Axis, axesOf, nameOf, type Point } from "./points.ts";
import { pointsTable } from "./points-table.ts";
import { rateCurves } from "./rate-curves.ts";

export interface SweepDetails {
  readonly title: string;
  /** Sentences on what is not there: failed and missing scenarios, and why. */
  readonly notes: readonly string[];
  /** Of the program. */
  readonly version: string;
}

/** `report.html` of a comparison or of a sweep. */
export function sweepPage(points: readonly Point[], { title, notes, version }: SweepDetails): string {
  const axes = axesOf(points);
  const overloaded = points.filter((point) => point.overloaded).length;
  const sentences = [
    ...(overloaded === 0
      ? []
      : [
          `${formatCount(overloaded)} of ${formatCount(points.length)} scenarios are overloaded: their latencies depend on how long the run lasts.`,
        ]),
    ...notes,
  ];
  const sections: readonly (Section | undefined)[] = [
    chartSection("pareto-section", "Trade-off", [paretoChart(points, axes)]),
    chartSection("rates", "Against the rate", rateCurves(points, axes)),
    chartSection("maps", "Maps", heatMaps(points, axes)),
    chartSection("models", "Latency models compared", modelMaps(points, axes)),
    chartSection("comparison", "Side by side", comparisonCharts(points, axes)),
    { id: "scenarios", title: "All scenarios", body: pointsTable(points, axes) },
  ];
  const warnings = noteBox(sentences);
  return page({
    title,
    lines: [
      `${formatCounted(points.length, "scenario")} over ${axes.map(({ name, values }) => `${name} (${values.length})`).join(", ") || "one setting"}.`,
      ...inCommon(points, axes),
    ],
    ...(warnings && { notes: warnings }),
    sections: sections.filter((section) => section !== undefined),
    footer: `inference-sim ${version}.`,
  });
}

/** Labels that all points share. */
function inCommon([first]: readonly Point[], axes: readonly Axis[]): string[] {
  if (first === undefined) return [];
  const fixed = Object.keys(first.labels).filter((name) => axes.every((axis) => axis.name !== name));
  const said = nameOf(
    first,
    fixed.map((name) => ({ name })),
  );
  return said === "" ? [] : [`The same in all: ${said}.`];
}
