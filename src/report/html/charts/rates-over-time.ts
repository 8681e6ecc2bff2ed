import { lineY, ruleY } from "@observablehq/plot";
import type { SimulationResult } from "../../../engine/result.ts";
import { isCompleted } from "../../../metrics/latencies.ts";
import { formatCounted, formatSeconds } from "../../format.ts";
import type { RunReport } from "../../run-report.ts";
import { figure } from "../figure.ts";
import type { Markup } from "../markup.ts";
import { plainTick } from "./ticks.ts";
import { timeUnit } from "./time-axis.ts";

const MOST_INTERVALS = 80;
/** Completions an interval should hold on average, so that its rate is more than noise. */
const PER_INTERVAL = 10;

/**
 * Arrivals against completions: where the first stays above the second, the server falls behind. Completions alone where
 * all arrived at once.
 */
export function ratesOverTime({ result }: Pick<RunReport, "result">): Markup | undefined {
  if (result.completed < 2 * PER_INTERVAL) return undefined;
  const count = Math.min(MOST_INTERVALS, Math.floor(result.completed / PER_INTERVAL));
  const width = result.endNs / count;
  const { arrived, completed } = rates(result, count, width);
  const atOnce = result.arrivalNs.every((ns) => !(ns > 0));
  const series = [
    ...(atOnce ? [] : [{ name: "arriving", colour: "var(--c2)", dashed: true, perSecond: arrived }]),
    { name: "completing", colour: "var(--c3)", perSecond: completed },
  ];
  const { unit, ns } = timeUnit(result.endNs);
  const rows = Array.from(completed, (_, i) => [
    ((i + 0.5) * width) / ns,
    ...series.map(({ perSecond }) => perSecond[i]!),
  ]);
  const all = formatCounted(result.count, "request");
  return figure({
    id: "rates-over-time",
    title: `Requests ${series.map(({ name }) => name).join(" and ")}`,
    alt: `${series.map(({ name }) => name).join(" and ")} requests a second; ${all} arrived, ${result.completed} completed.`,
    caption: `Counted in ${count} intervals of ${formatSeconds(width / 1e9)}.${atOnce ? ` All ${all} arrived at once, at the start.` : ""}`,
    ...(series.length > 1 && { legend: series }),
    columns: [{ label: "time", unit }, ...series.map(({ name }) => ({ label: name, unit: "req/s" }))],
    rows,
    at: ([time]) => ({ x: time! }),
    plot: ({ narrow }) => ({
      height: 220,
      x: { label: `time (${unit})`, ticks: narrow ? 4 : 8, tickFormat: plainTick },
      y: { label: "requests/s", grid: true, ticks: 5, zero: true, tickFormat: plainTick },
      marks: [
        ruleY([0]),
        ...series.map(({ colour, dashed }, i) =>
          lineY(rows, {
            ...{ x: "0", y: String(i + 1), stroke: colour, strokeWidth: dashed ? 1.4 : 1.8 },
            ...(dashed && { strokeDasharray: "3 2" }),
          }),
        ),
      ],
    }),
  });
}

/** Requests a second in each of so many intervals of this width in nanoseconds. */
function rates(result: SimulationResult, count: number, widthNs: number) {
  const [arrived, completed] = [new Float64Array(count), new Float64Array(count)];
  const book = (rate: Float64Array, timeNs: number): void => {
    if (timeNs >= 0) rate[Math.min(count - 1, Math.floor(timeNs / widthNs))]! += 1e9 / widthNs;
  };
  for (let row = 0; row < result.count; row++) {
    book(arrived, result.arrivalNs[row]!);
    if (isCompleted(result, row)) book(completed, result.lastTokenNs[row]!);
  }
  return { arrived, completed };
}
