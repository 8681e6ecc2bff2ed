import { METRIC_LABELS, METRICS, type Metric } from "../metrics/metric.ts";
import type { Summary } from "../metrics/summary.ts";
import { NO_FIGURE } from "./format.ts";

const WIDTH = 50;
const LABEL_WIDTH = 40;
const VALUE_WIDTH = 10;

const SECTIONS: Readonly<Record<Metric, string>> = {
  ttft: "Time to First Token",
  tpot: "Time per Output Token (excl. 1st token)",
  itl: "Inter-token Latency",
  e2el: "End-to-end Latency",
};

export interface ResultBlockOptions {
  readonly maxConcurrency?: number;
  /** Requests a second; Infinity or NaN: no line, as there is no such rate. */
  readonly requestRate: number;
}

/** The lines that `vllm bench serve` prints at its end, up to its closing rule, character by character. */
export function resultBlock(summary: Summary, options: ResultBlockOptions): string[] {
  const { maxConcurrency, requestRate } = options;
  return [
    centred(" Serving Benchmark Result ", "="),
    integerLine("Successful requests:", summary.completed),
    integerLine("Failed requests:", summary.failed),
    ...(maxConcurrency === undefined ? [] : [integerLine("Maximum request concurrency:", maxConcurrency)]),
    ...(Number.isFinite(requestRate) ? [figureLine("Request rate configured (RPS):", requestRate)] : []),
    figureLine("Benchmark duration (s):", summary.durationSeconds),
    integerLine("Total input tokens:", summary.totalInputTokens),
    integerLine("Total generated tokens:", summary.totalOutputTokens),
    figureLine("Request throughput (req/s):", summary.requestThroughput),
    ...(summary.requestGoodput === null
      ? []
      : [figureLine("Request goodput (req/s):", summary.requestGoodput)]),
    figureLine("Output token throughput (tok/s):", summary.outputThroughput),
    figureLine("Peak output token throughput (tok/s):", summary.maxOutputTokensPerSecond),
    figureLine("Peak concurrent requests:", summary.maxConcurrentRequests),
    figureLine("Total token throughput (tok/s):", summary.totalTokenThroughput),
    ...METRICS.flatMap((metric) => metricLines(metric, summary)),
    RULE,
  ];
}

function metricLines(metric: Metric, summary: Summary): string[] {
  const label = METRIC_LABELS[metric];
  const { meanMs, medianMs, percentiles } = summary[metric];
  return [
    centred(SECTIONS[metric], "-"),
    figureLine(`Mean ${label} (ms):`, meanMs),
    figureLine(`Median ${label} (ms):`, medianMs),
    ...percentiles.map(({ p, ms }) => figureLine(`P${p} ${label} (ms):`, ms)),
  ];
}

export const RULE = "=".repeat(WIDTH);

/** Python's `{:<40} {:<10}`. */
export function line(label: string, value: string): string {
  return `${label.padEnd(LABEL_WIDTH)} ${value.padEnd(VALUE_WIDTH)}`;
}

export function integerLine(label: string, value: number): string {
  return line(label, String(value));
}

/** Python's `{:<40} {:<10.2f}`. */
export function figureLine(label: string, value: number): string {
  return line(label, Number.isFinite(value) ? value.toFixed(2) : NO_FIGURE);
}

/** Python's `{s:{fill}^50}`: where the room is odd, the right side has the more of it. */
export function centred(text: string, fill: string): string {
  const room = Math.max(0, WIDTH - text.length);
  return fill.repeat(Math.floor(room / 2)) + text + fill.repeat(Math.ceil(room / 2));
}
