import { areaY, lineY, ruleY } from "@observablehq/plot";
import { isCompleted } from "../../../metrics/latencies.ts";
import { formatCount, formatFigure, formatSeconds } from "../../format.ts";
import type { RunReport } from "../../run-report.ts";
import { figure } from "../figure.ts";
import type { Markup } from "../markup.ts";
import { intervals } from "./intervals.ts";
import { plainTick } from "./ticks.ts";
import { timeUnit } from "./time-axis.ts";

const MOST = 240;
const MOST_RATES = 80;
/** Completions an interval should hold on average, so that its rate is more than noise. */
const PER_INTERVAL = 10;

/** Output tokens in each second. */
export function tokensOverTime({
  result,
  summary,
}: Pick<RunReport, "result" | "summary">): Markup | undefined {
  const tokens = result.outputTokensPerSecond;
  if (tokens.length < 2) return undefined;
  const seconds = tokens.map((_, i) => (i + 0.5) * 1e9);
  const points = intervals(seconds, tokens, MOST);
  const { unit, ns } = timeUnit(result.endNs);
  const each = Math.ceil(tokens.length / MOST);
  return figure({
    id: "tokens-over-time",
    title: "Output tokens a second",
    alt: `${formatFigure(summary.outputThroughput)} tokens a second over the run, ${formatCount(summary.maxOutputTokensPerSecond)} in its best second.`,
    caption: `Counted in each of ${formatCount(tokens.length)} whole seconds${each === 1 ? "" : `, ${each} to a point: mean, and a band from least to most`}.`,
    columns: [
      { label: "time", unit },
      { label: "mean", unit: "tok/s" },
      { label: "least", unit: "tok/s" },
      { label: "most", unit: "tok/s" },
    ],
    rows: points.map(({ timeNs, mean, min, max }) => [timeNs / ns, mean, min, max]),
    at: ([time]) => ({ x: time! }),
    plot: ({ narrow }) => ({
      height: 220,
      x: { label: `time (${unit})`, ticks: narrow ? 4 : 8 },
      y: { label: "output tokens/s", grid: true, ticks: 5, zero: true, tickFormat: plainTick },
      marks: [
        ruleY([0]),
        areaY(points, {
          x: ({ timeNs }) => timeNs / ns,
          y1: "min",
          y2: "max",
          fill: "var(--c4)",
          fillOpacity: 0.25,
        }),
        lineY(points, { x: ({ timeNs }) => timeNs / ns, y: "mean", stroke: "var(--c4)", strokeWidth: 1.6 }),
      ],
    }),
  });
}

/** Arrivals against completions: where the first stays above the second, the server falls behind. */
export function ratesOverTime({ result }: Pick<RunReport, "result">): Markup | undefined {
  if (result.completed < 2 * PER_INTERVAL) return undefined;
  const count = Math.min(MOST_RATES, Math.floor(result.completed / PER_INTERVAL));
  const width = result.endNs / count;
  const [arrived, completed] = [new Float64Array(count), new Float64Array(count)];
  const book = (counts: Float64Array, timeNs: number): void => {
    if (timeNs >= 0) counts[Math.min(count - 1, Math.floor(timeNs / width))]! += 1e9 / width;
  };
  for (let row = 0; row < result.count; row++) {
    book(arrived, result.arrivalNs[row]!);
    if (isCompleted(result, row)) book(completed, result.lastTokenNs[row]!);
  }
  const { unit, ns } = timeUnit(result.endNs);
  const points = Array.from(arrived, (rate, i) => ({
    time: ((i + 0.5) * width) / ns,
    arrived: rate,
    completed: completed[i]!,
  }));
  return figure({
    id: "rates-over-time",
    title: "Requests arriving and completing",
    alt: `Arrivals and completions a second; ${formatCount(result.count)} requests arrived, ${formatCount(result.completed)} completed.`,
    caption: `Counted in ${count} intervals of ${formatSeconds(width / 1e9)}.`,
    legend: [
      { name: "arriving", colour: "var(--c2)", dashed: true },
      { name: "completing", colour: "var(--c3)" },
    ],
    columns: [
      { label: "time", unit },
      { label: "arriving", unit: "req/s" },
      { label: "completing", unit: "req/s" },
    ],
    rows: points.map(({ time, arrived, completed }) => [time, arrived, completed]),
    at: ([time]) => ({ x: time! }),
    plot: ({ narrow }) => ({
      height: 220,
      x: { label: `time (${unit})`, ticks: narrow ? 4 : 8 },
      y: { label: "requests/s", grid: true, ticks: 5, zero: true, tickFormat: plainTick },
      marks: [
        ruleY([0]),
        lineY(points, {
          x: "time",
          y: "arrived",
          stroke: "var(--c2)",
          strokeWidth: 1.4,
          strokeDasharray: "3 2",
        }),
        lineY(points, { x: "time", y: "completed", stroke: "var(--c3)", strokeWidth: 1.8 }),
      ],
    }),
  });
}
