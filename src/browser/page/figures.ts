import { type ErrorBars, rangeText } from "../../report/error-bars.ts";
import { formatCount, formatGrouped, formatShare } from "../../report/format.ts";
import type { MetricSummary, Run, Summary } from "../index.ts";

/** One headline figure. */
export interface Figure {
  readonly id: string;
  readonly label: string;
  /** The label in full. */
  readonly title: string;
  readonly unit: string;
  readonly value: string;
  /** The figure beside it: a percentile, a rate. */
  readonly beside: string;
  /** What its error bar covers, when that is known. */
  readonly of: (summary: Summary) => number;
}

export function figures({ summary, result, kvBlocks }: Run): Figure[] {
  const latency = (id: "ttft" | "tpot" | "e2el", label: string, title: string): Figure => ({
    id,
    label,
    title: `${title}, median`,
    ...inUnit(summary[id]),
    of: (other) => other[id].p50Ms,
  });
  return [
    latency("ttft", "TTFT, median", "Time to first token"),
    latency("tpot", "TPOT, median", "Time per output token after the first"),
    latency("e2el", "E2E, median", "End-to-end latency"),
    {
      id: "throughput",
      label: "Output",
      title: "Output tokens a second",
      unit: "tokens/s",
      value: formatGrouped(summary.outputThroughput),
      beside: `${formatGrouped(summary.requestThroughput)} requests/s`,
      of: ({ outputThroughput }) => outputThroughput,
    },
    {
      id: "kv",
      label: "KV cache, peak",
      title: "Most of the KV cache in use at once",
      unit: "",
      value: formatShare(result.peakKvBlocks / (kvBlocks - 1)),
      beside: `${formatCount(result.totalPreemptions)} preemptions`,
      of: () => Number.NaN,
    },
  ];
}

/** Median and 99th percentile, in seconds where milliseconds would be many. */
function inUnit({ p50Ms, p99Ms }: MetricSummary): Pick<Figure, "unit" | "value" | "beside"> {
  if (!Number.isFinite(p50Ms)) return { unit: "", value: "-", beside: "a single token has none" };
  const seconds = p50Ms >= 10_000;
  const [unit, scale] = seconds ? ["s", 1000] : ["ms", 1];
  return { unit, value: formatGrouped(p50Ms / scale), beside: `p99 ${formatGrouped(p99Ms / scale)} ${unit}` };
}

/** `1σ: 56 to 68`, in the figure's unit. */
export function rangeOf(figure: Figure, bars: ErrorBars, { summary }: Run): string | undefined {
  const scale = figure.unit === "s" ? 1000 : 1;
  const range = rangeText(bars, summary, (one) => figure.of(one) / scale);
  return range === undefined ? undefined : `1σ: ${range}`;
}

/** What a reader who does not see the page is told after a change. */
export function spoken(run: Run): string {
  const parts = figures(run).map(({ title, value, unit, beside }) => `${title} ${value} ${unit}, ${beside}`);
  return `${warning(run) ?? "Steady."} ${parts.join(". ")}.`;
}

/** What must be known before any figure is read. */
export function warning({ saturation, summary }: Run): string | undefined {
  const { verdict, queueGrowthPerSecond } = saturation;
  const { rejected, rejectReasons } = summary;
  const rejections = rejectReasons.map(({ reason, count }) => `${count} rejected: ${reason}`).join("; ");
  const overload =
    verdict === "overloaded"
      ? `Overloaded: the queue grows by ${formatGrouped(queueGrowthPerSecond)} requests/s, so latencies say only how long this run lasted.`
      : verdict === "unsteady"
        ? "Not steady: requests were still piling up or draining when arrivals ended."
        : undefined;
  const said = [overload, rejected > 0 ? `${rejections}.` : undefined].filter((part) => part !== undefined);
  return said.length > 0 ? said.join(" ") : undefined;
}
