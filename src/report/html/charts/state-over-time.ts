import { formatCount, formatFigure } from "../../format.ts";
import type { RunReport } from "../../run-report.ts";
import { usableBlocks, usableOfReplica } from "../../usable-blocks.ts";
import { figure } from "../figure.ts";
import type { Markup } from "../markup.ts";
import { band } from "./band.ts";
import { type Interval, intervals, intervalsCaption } from "./intervals.ts";
import { plainTick, wholeTicks } from "./ticks.ts";
import { timeUnit } from "./time-axis.ts";

const MOST = 240;

const peakOf = (points: readonly Interval[]): number =>
  points.reduce((most, { max }) => Math.max(most, max), 0);

/** Running and waiting requests, summed over replicas. */
export function requestsOverTime({ result }: Pick<RunReport, "result">): Markup | undefined {
  const { timeNs, running, waiting } = result.samples;
  if (timeNs.length < 2) return undefined;
  const [run, wait] = [intervals(timeNs, running, MOST), intervals(timeNs, waiting, MOST)];
  const { unit, ns } = timeUnit(result.endNs);
  const most = Math.max(1, peakOf(run), peakOf(wait));
  return figure({
    id: "requests-over-time",
    title: "Requests running and waiting",
    alt: `At most ${formatCount(peakOf(run))} requests running and ${formatCount(peakOf(wait))} waiting.`,
    caption: intervalsCaption(timeNs.length, MOST),
    legend: [
      { name: "running", colour: "var(--c1)" },
      { name: "waiting", colour: "var(--c2)", dashed: true },
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
      x: { label: `time (${unit})`, ticks: narrow ? 4 : 8, tickFormat: plainTick },
      y: { label: "requests", grid: true, ticks: wholeTicks(most, 5), zero: true, tickFormat: plainTick },
      marks: [...band(run, ns, "var(--c1)"), ...band(wait, ns, "var(--c2)", true)],
    }),
  });
}

/** KV blocks in use, percent of those that can be. */
export function kvOverTime({ result, kvBlocks }: Pick<RunReport, "result" | "kvBlocks">): Markup | undefined {
  const { timeNs, kvBlocks: used } = result.samples;
  if (timeNs.length < 2) return undefined;
  const usable = usableBlocks({ result, kvBlocks });
  const points = intervals(
    timeNs,
    used.map((blocks) => (blocks / usable) * 100),
    MOST,
  );
  const { unit, ns } = timeUnit(result.endNs);
  const peak = (result.peakKvBlocks / usableOfReplica(kvBlocks)) * 100;
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
      x: { label: `time (${unit})`, ticks: narrow ? 4 : 8, tickFormat: plainTick },
      y: {
        label: "% of usable blocks",
        grid: true,
        ticks: 5,
        tickFormat: plainTick,
        domain: [0, Math.max(1, peakOf(points))],
        nice: true,
      },
      marks: band(points, ns, "var(--c3)"),
    }),
  });
}
