import { lineY } from "@observablehq/plot";
import type { SimulationResult } from "../../../engine/result.ts";
import { completedRows } from "../../../metrics/latencies.ts";
import { describeSample } from "../../../metrics/quantiles.ts";
import { formatCount, formatFigure, formatSeconds } from "../../format.ts";
import type { RunReport } from "../../run-report.ts";
import { figure } from "../figure.ts";
import type { Markup } from "../markup.ts";
import { logAxisY } from "./axes.ts";
import { latencyUnit, plainTick } from "./ticks.ts";
import { timeUnit } from "./time-axis.ts";

const MOST_INTERVALS = 120;
/** A p99 of fewer requests is the longest one by another name. */
const FEWEST_REQUESTS = 25;
/** p99 over p50 within an interval from which a logarithmic axis reads better. */
const LOG_FROM = 8;

interface Point {
  readonly timeNs: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly requests: number;
}

/** TTFT by the time of arrival: whether it was the same all through the run. Undefined where all arrived at once. */
export function ttftOverTime({ result }: Pick<RunReport, "result">): Markup | undefined {
  const { points, widthNs } = percentilesByArrival(result);
  if (points.length < 2) return undefined;
  const p99 = points.map((point) => point.p99).sort((a, b) => a - b);
  const time = timeUnit(points.at(-1)!.timeNs);
  const { unit, ms } = latencyUnit(p99.at(-1)!);
  const spread = points.map((point) => point.p99 / point.p50).sort((a, b) => a - b)[points.length >> 1]!;
  const log = Number.isFinite(spread) && spread > LOG_FROM;
  const label = `TTFT (${unit})`;
  const least = points.reduce((low, point) => Math.min(low, point.p50), Infinity) / ms;
  const series = [
    { name: "p50", colour: "var(--c1)", of: (point: Point) => point.p50 / ms },
    { name: "p90", colour: "var(--c4)", of: (point: Point) => point.p90 / ms },
    { name: "p99", colour: "var(--c2)", of: (point: Point) => point.p99 / ms, dashed: true },
  ];
  const requests = points.reduce((sum, point) => sum + point.requests, 0);
  const x = ({ timeNs }: Point): number => timeNs / time.ns;
  return figure({
    id: "ttft-over-time",
    title: "TTFT by time of arrival",
    full: true,
    alt: `p99 of TTFT between ${formatFigure(p99[0]! / ms)} and ${formatFigure(p99.at(-1)! / ms)} ${unit} over the run.`,
    caption: `${formatCount(requests)} requests in ${points.length} intervals of ${formatSeconds(widthNs / 1e9)}; percentiles within each.`,
    legend: series,
    columns: [
      { label: "arrival", unit: time.unit },
      ...series.map(({ name }) => ({ label: name, unit })),
      { label: "requests" },
    ],
    rows: points.map((point) => [x(point), ...series.map(({ of }) => of(point)), point.requests]),
    at: ([arrival]) => ({ x: arrival! }),
    plot: ({ narrow }) => ({
      height: 230,
      x: { label: `arrival (${time.unit})`, ticks: narrow ? 4 : 8, tickFormat: plainTick },
      y: log
        ? { type: "log" }
        : { label, grid: true, ticks: 5, tickFormat: plainTick, zero: true, nice: true },
      marks: [
        ...(log ? logAxisY(least, p99.at(-1)! / ms, label) : []),
        ...series.map(({ colour, of, dashed }) =>
          lineY(points, {
            ...{ x, y: of, stroke: colour, strokeWidth: 1.6 },
            ...(dashed && { strokeDasharray: "3 2" }),
          }),
        ),
      ],
    }),
  });
}

/** Percentiles in milliseconds, of the requests that arrived in each of some equal intervals; empty ones are left out. */
function percentilesByArrival(result: SimulationResult): { points: Point[]; widthNs: number } {
  const { arrivalNs, firstTokenNs } = result;
  const rows = completedRows(result);
  const first = rows.reduce((least, row) => Math.min(least, arrivalNs[row]!), Infinity);
  const last = rows.reduce((most, row) => Math.max(most, arrivalNs[row]!), 0);
  const count = Math.max(1, Math.min(MOST_INTERVALS, Math.floor(rows.length / FEWEST_REQUESTS)));
  const widthNs = (last - first) / count;
  if (!(widthNs > 0)) return { points: [], widthNs };
  const groups = Array.from({ length: count }, () => [] as number[]);
  for (const row of rows) {
    const at = Math.min(count - 1, Math.floor((arrivalNs[row]! - first) / widthNs));
    groups[at]!.push(firstTokenNs[row]! - arrivalNs[row]!);
  }
  const points = groups.flatMap((ttftNs, i) => {
    if (ttftNs.length === 0) return [];
    const { percentiles } = describeSample(Float64Array.from(ttftNs), [50, 90, 99]);
    const [p50, p90, p99] = percentiles.map((ns) => ns / 1e6) as [number, number, number];
    return [{ timeNs: first + (i + 0.5) * widthNs, p50, p90, p99, requests: ttftNs.length }];
  });
  return { points, widthNs };
}
