import { formatCount, formatCounted, formatFigure } from "../../format.ts";
import type { RunReport } from "../../run-report.ts";
import { figure } from "../figure.ts";
import type { Markup } from "../markup.ts";
import { band } from "./band.ts";
import { intervals } from "./intervals.ts";
import { plainTick } from "./ticks.ts";
import { timeUnit } from "./time-axis.ts";

const MOST = 240;

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
  const together = each === 1 ? "" : `; ${each} to a point: mean, and a band from least to most`;
  return figure({
    id: "tokens-over-time",
    title: "Output tokens a second",
    alt: `${formatFigure(summary.outputThroughput)} tokens a second over the run, ${formatCount(summary.maxOutputTokensPerSecond)} in its best second.`,
    caption: `Counted in each of ${formatCounted(tokens.length, "second")}, the last one cut short by the end${together}.`,
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
      x: { label: `time (${unit})`, ticks: narrow ? 4 : 8, tickFormat: plainTick },
      y: { label: "output tokens/s", grid: true, ticks: 5, zero: true, tickFormat: plainTick },
      marks: band(points, ns, "var(--c4)"),
    }),
  });
}
