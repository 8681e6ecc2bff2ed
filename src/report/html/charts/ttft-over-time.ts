import { dot, lineY } from "@observablehq/plot";
import { isCompleted } from "../../../metrics/latencies.ts";
import { describeSample } from "../../../metrics/quantiles.ts";
import { formatCount, formatFigure } from "../../format.ts";
import type { RunReport } from "../../run-report.ts";
import { figure } from "../figure.ts";
import type { Markup } from "../markup.ts";
import { timeUnit } from "./time-axis.ts";

const MOST_INTERVALS = 120;
/** A p99 of fewer requests is the longest one by another name. */
const FEWEST_REQUESTS = 25;
const LOG_FROM = 20;

/** TTFT by the time of arrival: whether it was the same all through the run. */
export function ttftOverTime({ result }: Pick<RunReport, "result">): Markup | undefined {
  const rows = Array.from({ length: result.count }, (_, row) => row).filter((row) =>
    isCompleted(result, row),
  );
  if (rows.length === 0) return undefined;
  const { arrivalNs, firstTokenNs } = result;
  const first = rows.reduce((least, row) => Math.min(least, arrivalNs[row]!), Infinity);
  const last = rows.reduce((most, row) => Math.max(most, arrivalNs[row]!), 0);
  const { unit, ns } = timeUnit(last);
  const count = Math.max(1, Math.min(MOST_INTERVALS, Math.floor(rows.length / FEWEST_REQUESTS)));
  const width = (last - first) / count || 1;
  const groups = Array.from({ length: count }, () => [] as number[]);
  for (const row of rows) {
    const at = Math.min(count - 1, Math.floor((arrivalNs[row]! - first) / width));
    groups[at]!.push(firstTokenNs[row]! - arrivalNs[row]!);
  }
  const points = groups.flatMap((ttftNs, i) => {
    if (ttftNs.length === 0) return [];
    const { percentiles } = describeSample(Float64Array.from(ttftNs), [50, 90, 99]);
    const [p50, p90, p99] = percentiles.map((value) => value / 1e6) as [number, number, number];
    return [{ time: (first + (i + 0.5) * width) / ns, p50, p90, p99, requests: ttftNs.length }];
  });
  const most = points.reduce((peak, { p99 }) => Math.max(peak, p99), 0);
  const least = points.reduce((low, { p50 }) => Math.min(low, p50), Infinity);
  const log = least > 0 && most > LOG_FROM * least;
  return figure({
    id: "ttft-over-time",
    title: "TTFT by time of arrival",
    alt: `p99 of TTFT between ${formatFigure(points.reduce((low, { p99 }) => Math.min(low, p99), Infinity))} and ${formatFigure(most)} ms over the run.`,
    caption: `${formatCount(rows.length)} requests in ${points.length} intervals of ${formatFigure(width / ns)} ${unit}; percentiles within each.`,
    legend: [
      { name: "p50", colour: "var(--c1)" },
      { name: "p90", colour: "var(--c4)" },
      { name: "p99", colour: "var(--c2)", dashed: true },
    ],
    columns: [
      { label: "arrival", unit },
      ...["p50", "p90", "p99"].map((label) => ({ label, unit: "ms" })),
      { label: "requests" },
    ],
    rows: points.map(({ time, p50, p90, p99, requests }) => [time, p50, p90, p99, requests]),
    at: ([time]) => ({ x: time! }),
    plot: ({ narrow }) => ({
      height: 220,
      x: { label: `arrival (${unit})`, ticks: narrow ? 4 : 8 },
      y: {
        label: "TTFT (ms)",
        grid: true,
        ticks: 5,
        tickFormat: "~s",
        type: log ? "log" : "linear",
        zero: !log,
        nice: true,
      },
      marks:
        points.length === 1
          ? [
              dot(points, { x: "time", y: "p50", fill: "var(--c1)" }),
              dot(points, { x: "time", y: "p99", fill: "var(--c2)" }),
            ]
          : [
              lineY(points, { x: "time", y: "p50", stroke: "var(--c1)", strokeWidth: 1.8 }),
              lineY(points, { x: "time", y: "p90", stroke: "var(--c4)", strokeWidth: 1.4 }),
              lineY(points, {
                x: "time",
                y: "p99",
                stroke: "var(--c2)",
                strokeWidth: 1.4,
                strokeDasharray: "3 2",
              }),
            ],
    }),
  });
}
