import { areaY, lineY, ruleY } from "@observablehq/plot";
import { formatCount, formatFigure } from "../../format.ts";
import type { RunReport } from "../../run-report.ts";
import { figure } from "../figure.ts";
import type { Markup } from "../markup.ts";
import { type Interval, intervals, intervalsCaption } from "./intervals.ts";
import { plainTick } from "./ticks.ts";
import { timeUnit } from "./time-axis.ts";

const MOST = 240;

const peakOf = (points: readonly Interval[]): number =>
  points.reduce((most, { max }) => Math.max(most, max), 0);

/** A band from least to most and the mean in it. */
function band(points: readonly Interval[], ns: number, colour: string, dashed = false) {
  const x = ({ timeNs }: Interval): number => timeNs / ns;
  return [
    areaY(points, { x, y1: "min", y2: "max", fill: colour, fillOpacity: 0.25 }),
    lineY(points, {
      x,
      y: "mean",
      stroke: colour,
      strokeWidth: 1.6,
      ...(dashed && { strokeDasharray: "3 2" }),
    }),
  ];
}

/** Running and waiting requests, summed over replicas. */
export function requestsOverTime({ result }: Pick<RunReport, "result">): Markup | undefined {
  const { timeNs, running, waiting } = result.samples;
  if (timeNs.length < 2) return undefined;
  const [run, wait] = [intervals(timeNs, running, MOST), intervals(timeNs, waiting, MOST)];
  const { unit, ns } = timeUnit(result.endNs);
  return figure({
    id: "requests-over-time",
    title: "Requests running and waiting",
    alt: `At most ${formatCount(peakOf(run))} requests running and ${formatCount(peakOf(wait))} waiting.`,
    caption: intervalsCaption(timeNs.length, MOST),
    legend: [
      { name: "running", colour: "var(--c1)" },
      { name: "waiting for a place or for KV blocks", colour: "var(--c2)", dashed: true },
    ],
    columns: [
      { label: "time", unit },
      { label: "running" },
      { label: "most running" },
      { label: "waiting" },
      { label: "most waiting" },
    ],
    rows: run.map((now, i) => [now.timeNs / ns, now.mean, now.max, wait[i]!.mean, wait[i]!.max]),
    at: ([time]) => ({ x: time! }),
    plot: ({ narrow }) => ({
      height: 220,
      x: { label: `time (${unit})`, ticks: narrow ? 4 : 8 },
      y: { label: "requests", grid: true, ticks: 5, zero: true, tickFormat: plainTick },
      marks: [ruleY([0]), ...band(run, ns, "var(--c1)"), ...band(wait, ns, "var(--c2)", true)],
    }),
  });
}

/** KV blocks in use, percent of those that can be. */
export function kvOverTime({ result, kvBlocks }: Pick<RunReport, "result" | "kvBlocks">): Markup | undefined {
  const { timeNs, kvBlocks: used } = result.samples;
  if (timeNs.length < 2) return undefined;
  const usable = Math.max(1, kvBlocks - 1) * Math.max(1, result.replicas.length);
  const points = intervals(
    timeNs,
    used.map((blocks) => (blocks / usable) * 100),
    MOST,
  );
  const { unit, ns } = timeUnit(result.endNs);
  const peak = (result.peakKvBlocks / Math.max(1, kvBlocks - 1)) * 100;
  return figure({
    id: "kv-over-time",
    title: "KV cache in use",
    alt: `KV blocks in use over time; the most on any replica was ${formatFigure(peak)} percent, with ${result.totalPreemptions} preemptions.`,
    caption: `${intervalsCaption(timeNs.length, MOST)} ${formatCount(usable)} usable blocks; ${formatCount(result.totalPreemptions)} preemptions.`,
    columns: [
      { label: "time", unit },
      { label: "in use", unit: "%" },
      { label: "least", unit: "%" },
      { label: "most", unit: "%" },
    ],
    rows: points.map(({ timeNs, mean, min, max }) => [timeNs / ns, mean, min, max]),
    at: ([time]) => ({ x: time! }),
    plot: ({ narrow }) => ({
      height: 220,
      x: { label: `time (${unit})`, ticks: narrow ? 4 : 8 },
      y: {
        label: "% of usable blocks",
        grid: true,
        ticks: 5,
        domain: [0, Math.max(1, peakOf(points))],
        nice: true,
      },
      marks: [ruleY([0]), ...band(points, ns, "var(--c3)")],
    }),
  });
}
