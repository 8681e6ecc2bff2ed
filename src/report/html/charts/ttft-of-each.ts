import { dot } from "@observablehq/plot";
import { completedRows } from "../../../metrics/latencies.ts";
import { formatFigure } from "../../format.ts";
import type { RunReport } from "../../run-report.ts";
import { figure } from "../figure.ts";
import type { Markup } from "../markup.ts";
import { latencyUnit, plainTick } from "./ticks.ts";
import { timeUnit } from "./time-axis.ts";

/** TTFT of every request by its time of arrival, for runs of few. Undefined where all arrived at once. */
export function ttftOfEach({ requests, result }: Pick<RunReport, "requests" | "result">): Markup | undefined {
  const rows = completedRows(result);
  const { arrivalNs, firstTokenNs } = result;
  if (rows.every((row) => arrivalNs[row] === arrivalNs[rows[0]!])) return undefined;
  const ttftMs = (row: number): number => (firstTokenNs[row]! - arrivalNs[row]!) / 1e6;
  const longest = rows.reduce((most, row) => Math.max(most, ttftMs(row)), 0);
  const { unit, ms } = latencyUnit(longest);
  const time = timeUnit(rows.reduce((last, row) => Math.max(last, arrivalNs[row]!), 0));
  const x = (row: number): number => arrivalNs[row]! / time.ns;
  const y = (row: number): number => ttftMs(row) / ms;
  return figure({
    id: "ttft-over-time",
    title: "TTFT by time of arrival",
    full: true,
    alt: `TTFT of each request; the longest is ${formatFigure(longest / ms)} ${unit}.`,
    caption: `Each of the ${rows.length} completed requests.`,
    columns: [
      { label: "request" },
      { label: "arrival", unit: time.unit },
      { label: "TTFT", unit },
      { label: "prompt tokens" },
    ],
    rows: rows.map((row) => [row, x(row), y(row), requests.promptTokens[row]!]),
    at: ([, arrival, ttft]) => ({ x: arrival!, y: ttft! }),
    plot: ({ narrow }) => ({
      height: 230,
      x: { label: `arrival (${time.unit})`, ticks: narrow ? 4 : 8, tickFormat: plainTick },
      y: { label: `TTFT (${unit})`, grid: true, ticks: 5, tickFormat: plainTick, zero: true, nice: true },
      marks: [dot(rows, { x, y, r: 3, stroke: "var(--c1)", fill: "var(--c1)", fillOpacity: 0.35 })],
    }),
  });
}
