import { areaY, dot, line, lineY } from "@observablehq/plot";
import { formatFigure } from "../../format.ts";
import { logAxisY } from "../charts/axes.ts";
import { plainTick } from "../charts/ticks.ts";
import { figure } from "../figure.ts";
import type { Markup } from "../markup.ts";
import {
  type Axis,
  FIGURE_NAMES,
  type FigureKey,
  figureOf,
  measured,
  nameOf,
  type Point,
  shortNameOf,
} from "./points.ts";
import { MOST_SERIES, seriesLook } from "./series-look.ts";
import { type Slice, sliceOf } from "./slice.ts";

/** Largest over smallest from which a logarithmic axis reads better. */
const LOG_FROM = 50;
const RATE = "request-rate";
const KEYS = ["output_throughput", "p99_ttft_ms", "p99_tpot_ms"] as const;

/** Figures against the offered rate, one line for each setting of the other axes: where goodput bends and latency takes off. */
export function rateCurves(points: readonly Point[], axes: readonly Axis[]): Markup[] {
  const rate = axes.find(({ name, numeric }) => name === RATE && numeric);
  if (rate === undefined || rate.values.length < 3) return [];
  const others = axes.filter((axis) => axis !== rate);
  const slice = sliceOf(points, others, MOST_SERIES);
  const goodput = measured(points, ["request_goodput"]).length > 0;
  const first = goodput ? "request_goodput" : "request_throughput";
  return measured(points, [first, ...KEYS]).map((key) => curve(key, slice, others));
}

const OFFERED = { name: "all that is offered", colour: "var(--quiet)", dashed: true };

/** Where a server would be that keeps up with every rate, as far up as the curves reach. */
function diagonal(rates: readonly number[], most: number): [number, number][] {
  const end = Math.min(Math.max(...rates), most * 1.1);
  return [
    [0, 0],
    [end, end],
  ];
}

function curve(key: FigureKey, { groups, axes, said }: Slice, others: readonly Axis[]): Markup {
  const { name, unit } = FIGURE_NAMES[key];
  const series = groups.map(([, group], i) => ({
    ...{ name: shortNameOf(group[0]!, axes) || name, ...seriesLook(i) },
    points: group
      .map((point) => ({
        point,
        rate: Number(point.labels[RATE]),
        value: figureOf(point, key),
        ci95: point.figures[key]?.ci95 ?? Number.NaN,
      }))
      .filter(({ value }) => Number.isFinite(value))
      .sort((a, b) => a.rate - b.rate),
  }));
  const dots = series.flatMap(({ points }) => points);
  const most = dots.reduce((best, now) => (now.value > best.value ? now : best));
  const bands = dots.some(({ ci95 }) => Number.isFinite(ci95));
  const least = dots.reduce((low, { value }) => Math.min(low, value), Infinity);
  const log = unit === "ms" && most.value > LOG_FROM * least;
  const offered =
    unit === "req/s"
      ? diagonal(
          dots.map((dot) => dot.rate),
          most.value,
        )
      : [];
  return figure({
    id: `rate-${key}`,
    title: `${name} against the rate (${unit})`,
    alt: `${name} over request rates; the highest is ${formatFigure(most.value)} ${unit} at ${nameOf(most.point, [...others, { name: RATE }])}.`,
    caption:
      said +
      (bands ? "Bands: 95 % intervals over seeds. " : "") +
      (dots.some(({ point }) => point.overloaded) ? "Hollow: overloaded. " : ""),
    legend: [...(series.length > 1 ? series : []), ...(offered.length > 0 ? [OFFERED] : [])],
    columns: [{ label: "setting" }, { label: "rate", unit: "req/s" }, { label: name, unit }],
    rows: dots.map(({ point, rate, value }) => [nameOf(point, others), rate, value]),
    at: (_, i) => ({ x: dots[i]!.rate, y: dots[i]!.value }),
    plot: ({ narrow }) => ({
      height: 260,
      marginLeft: 50,
      x: { label: "requests/s offered", ticks: narrow ? 4 : 7, tickFormat: plainTick, zero: !log },
      y: log
        ? { type: "log" }
        : { label: unit, grid: true, ticks: 5, tickFormat: plainTick, zero: true, nice: true },
      marks: [
        ...(log ? logAxisY(least, most.value, unit) : []),
        line(offered, { stroke: OFFERED.colour, strokeDasharray: "2 3" }),
        ...series.flatMap(({ points, colour, dashed }) => [
          areaY(
            points.filter(({ ci95 }) => Number.isFinite(ci95)),
            {
              x: "rate",
              y1: ({ value, ci95 }) => Math.max(log ? value / 10 : 0, value - ci95),
              y2: ({ value, ci95 }) => value + ci95,
              fill: colour,
              fillOpacity: 0.15,
            },
          ),
          lineY(points, {
            x: "rate",
            y: "value",
            stroke: colour,
            strokeWidth: 1.8,
            ...(dashed && { strokeDasharray: "4 3" }),
          }),
          dot(points, {
            x: "rate",
            y: "value",
            r: 3.5,
            stroke: colour,
            fill: ({ point }) => (point.overloaded ? "var(--card)" : colour),
          }),
        ]),
      ],
      color: { type: "identity" },
    }),
  });
}
