import { formatCount, formatCounted, formatGrouped, formatWithin } from "../../format.ts";
import { html, type Markup } from "../markup.ts";
import { type Cell, table } from "../table.ts";
import { type Axis, FIGURE_NAMES, type FigureKey, measured, type Point } from "./points.ts";

const MOST_ROWS = 400;

/** Every point with its main figures; rows of a sweep beyond what a page can hold are in its summary.csv. */
export function pointsTable(points: readonly Point[], axes: readonly Axis[]): Markup {
  const keys = measured(points, Object.keys(FIGURE_NAMES) as FigureKey[]);
  const shown = points.slice(0, MOST_ROWS);
  const rows = shown.map((point, i): Cell[] => [
    { shown: `#${i + 1}`, sortBy: i + 1 },
    ...axes.map(({ name }) => String(point.labels[name] ?? "")),
    ...keys.map((key): Cell => {
      const found = point.figures[key];
      if (found === undefined || !Number.isFinite(found.mean)) return "";
      const { mean, ci95 } = found;
      if (!Number.isFinite(ci95)) return { shown: formatGrouped(mean), sortBy: mean };
      const [value, half] = formatWithin(mean, ci95);
      return { shown: html`${value} <small>±${half}</small>`, sortBy: mean };
    }),
    point.overloaded ? "overloaded" : "",
  ]);
  const caption =
    shown.length === points.length
      ? `${formatCounted(points.length, "scenario")}; a heading sorts`
      : `The first ${formatCount(shown.length)} of ${formatCount(points.length)} scenarios; all are in summary.csv`;
  return html`<div class="card">${table(
    caption,
    [
      { heading: "#" },
      ...axes.map(({ name, numeric }) => ({
        heading: name,
        align: numeric ? ("right" as const) : ("left" as const),
      })),
      ...keys.map((key) => ({ heading: `${FIGURE_NAMES[key].name} (${FIGURE_NAMES[key].unit})` })),
      { heading: "state", align: "left" },
    ],
    rows,
  )}</div>`;
}
