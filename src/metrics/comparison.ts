import { METRIC_LABELS, METRICS, type Metric } from "./metric.ts";
import type { Summary } from "./summary.ts";

/** A figure of a summary that runs are compared by. */
export interface Figure {
  /** As in vLLM's result.json: `p99_ttft_ms`. */
  readonly key: string;
  /** Of the group of figures it stands in: `TTFT`, `throughput`. */
  readonly group: string;
  /** Within the group: `p99`, `req/s`. */
  readonly name: string;
  readonly unit: "ms" | "req/s" | "tok/s";
  readonly of: (summary: Summary) => number;
}

const latencyFigures = (metric: Metric): Figure[] => {
  const figure = (name: string, of: (summary: Summary) => number): Figure => ({
    ...{ key: `${name}_${metric}_ms`, group: METRIC_LABELS[metric], name, unit: "ms", of },
  });
  return [
    figure("mean", (summary) => summary[metric].meanMs),
    figure("p50", (summary) => summary[metric].p50Ms),
    figure("p99", (summary) => summary[metric].p99Ms),
  ];
};

/** Mean, p50 and p99 of the four latencies, then throughput. */
export const FIGURES: readonly Figure[] = [
  ...METRICS.flatMap(latencyFigures),
  {
    ...{ key: "request_throughput", group: "throughput", name: "req/s", unit: "req/s" },
    of: (summary) => summary.requestThroughput,
  },
  {
    ...{ key: "output_throughput", group: "throughput", name: "tok/s", unit: "tok/s" },
    of: (summary) => summary.outputThroughput,
  },
];

/** By how many percent `value` is above (+) or below (-) `base`; NaN when that cannot be said. */
export function percentDifference(value: number, base: number): number {
  if (value === base) return 0;
  return base === 0 ? Number.NaN : ((value - base) / Math.abs(base)) * 100;
}

/** `value` against `base`, one signed percentage per entry of `FIGURES`. */
export function compareSummaries(value: Summary, base: Summary): number[] {
  return FIGURES.map((figure) => percentDifference(figure.of(value), figure.of(base)));
}
