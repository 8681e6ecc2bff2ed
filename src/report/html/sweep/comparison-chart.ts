import { dot, gridX, ruleY } from "@observablehq/plot";
import { formatFigure } from "../../format.ts";
import { logAxisX, logTicks } from "../charts/axes.ts";
import { plainTick } from "../charts/ticks.ts";
import { figure } from "../figure.ts";
import type { Markup } from "../markup.ts";
import {
  type Axis,
  FIGURE_NAMES,
  type FigureKey,
  figureOf,
  nameOf,
  type Point,
  shortNameOf,
} from "./points.ts";

const MOST_POINTS = 40;
/** Largest over smallest from which a logarithmic axis reads better. */
const LOG_FROM = 30;
/** Letters of a label beside a chart of its usual width, and of one with a row of its own. */
const LONGEST_LABEL = 34;
const LONGEST_IN_ROW = 80;
const MOST_CHARTS = 4;

/** Pairs shown as a stretch from the median to p99, and single figures. */
const ROWS: readonly (readonly FigureKey[])[] = [
  ["p50_ttft_ms", "p99_ttft_ms"],
  ["p50_tpot_ms", "p99_tpot_ms"],
  ["p50_e2el_ms", "p99_e2el_ms"],
  ["request_goodput"],
  ["output_throughput"],
];

/** Points side by side, one chart a figure. Empty where there are too many of them to be told apart. */
export function comparisonCharts(points: readonly Point[], axes: readonly Axis[]): Markup[] {
  if (points.length > MOST_POINTS) return [];
  const isKnown = (point: Point, keys: readonly FigureKey[]) =>
    keys.every((key) => Number.isFinite(figureOf(point, key)));
  const rows = ROWS.filter((keys) => points.some((point) => isKnown(point, keys)));
  return rows.slice(0, MOST_CHARTS).map((keys) => chart(points, axes, keys));
}

function chart(points: readonly Point[], axes: readonly Axis[], keys: readonly FigureKey[]): Markup {
  const names = keys.map((key) => FIGURE_NAMES[key]);
  const title = names
    .map(({ name }) => name)
    .join(" to ")
    .replace(/ to \w+ p99/, " to p99");
  const { unit } = names[0]!;
  const rows = points.map((point, i) => ({
    at: `#${i + 1}`,
    point,
    name: nameOf(point, axes),
    short: shortNameOf(point, axes),
    values: keys.map((key) => figureOf(point, key)),
  }));
  const known = rows.filter(({ values }) => values.every(Number.isFinite));
  const last = keys.length - 1;
  const best = known.toSorted((a, b) => a.values[last]! - b.values[last]!)[
    unit === "ms" ? 0 : known.length - 1
  ]!;
  const lowest = known.reduce((low, { values }) => Math.min(low, values[0]!), Infinity);
  const highest = known.reduce((high, { values }) => Math.max(high, values[last]!), 0);
  const log = last > 0 && lowest > 0 && highest > LOG_FROM * lowest;
  const order = "On a narrow page the scenarios have the numbers of the table below.";
  const longest = Math.max(...rows.map(({ short }) => short.length));
  const full = longest > LONGEST_LABEL;
  const red = points.some(({ overloaded }) => overloaded)
    ? " Red: overloaded, so its latencies depend on how long the run lasts."
    : "";
  return figure({
    id: `compare-${keys[0]}`,
    title: `${title} (${unit})`,
    alt: `${names[last]!.name} of ${points.length} scenarios; best is ${best.name} with ${formatFigure(best.values[last]!)} ${unit}.`,
    caption: `${order}${red}`,
    full,
    legend: [
      ...names.map(({ name }, i) => ({
        name,
        colour: i === last ? "var(--c1)" : "var(--c6)",
        symbol: i === last ? ("circle" as const) : ("diamond2" as const),
      })),
      ...(points.some(({ overloaded }) => overloaded)
        ? [{ name: "overloaded", colour: "var(--bad-line)" }]
        : []),
    ],
    columns: [{ label: "scenario" }, ...names.map(({ name }) => ({ label: name, unit }))],
    rows: known.map(({ name, values }) => [name, ...values]),
    at: (_, i) => ({ x: known[i]!.values[last]!, y: known[i]!.at }),
    plot: ({ narrow, width }) => ({
      height: 66 + 24 * rows.length,
      marginLeft: narrow ? 40 : 16 + 6.8 * Math.min(longest, room(width)),
      marginRight: 30,
      marginTop: 10,
      x: log
        ? { type: "log", domain: [lowest / 1.15, highest * 1.1] }
        : { label: unit, grid: true, zero: true, ticks: narrow ? 4 : 6, tickFormat: plainTick },
      y: {
        ...{ label: null, domain: rows.map(({ at }) => at), tickSize: 0 },
        tickFormat: (at: string) =>
          narrow ? at : shortened(rows[Number(at.slice(1)) - 1]!.short, room(width)),
      },
      marks: [
        ...(log
          ? [gridX(logTicks(lowest, highest, !narrow)), ...logAxisX(lowest, highest, unit, !narrow)]
          : []),
        ruleY(known, {
          y: "at",
          x1: ({ values }) => (last === 0 ? 0 : values[0]),
          x2: ({ values }) => values[last],
          stroke: "var(--line)",
          strokeWidth: 4,
        }),
        ...(last === 0
          ? []
          : [
              dot(known, {
                y: "at",
                x: ({ values }) => values[0],
                symbol: "diamond2",
                r: 4,
                fill: "var(--c6)",
              }),
            ]),
        dot(known, {
          y: "at",
          x: ({ values }) => values[last],
          r: 5,
          fill: ({ point }) => (point.overloaded ? "var(--bad-line)" : "var(--c1)"),
        }),
      ],
      color: { type: "identity" },
    }),
  });
}

const room = (width: number): number => (width > 1000 ? LONGEST_IN_ROW : LONGEST_LABEL);

function shortened(name: string, most: number): string {
  return name.length <= most ? name : `${name.slice(0, most - 1)}…`;
}
