/** The four latency metrics of `vllm bench serve`, and how one of them is summarised. */

import { describeSample } from "./quantiles.ts";

/** vLLM's names, in the order it prints them. */
export const METRICS = ["ttft", "tpot", "itl", "e2el"] as const;
export type Metric = (typeof METRICS)[number];

export const METRIC_LABELS = { ttft: "TTFT", tpot: "TPOT", itl: "ITL", e2el: "E2EL" } as const;

/** Percentiles reported when none are asked for. */
export const DEFAULT_PERCENTILES: readonly number[] = [50, 90, 99];

export interface Percentile {
  /** 0 .. 100 */
  readonly p: number;
  readonly ms: number;
}

/** One metric over a run, milliseconds. With `count` 0 every figure is NaN: there was nothing to measure. */
export interface MetricSummary {
  /** Observations: requests, or gaps between tokens for ITL. */
  readonly count: number;
  readonly meanMs: number;
  readonly medianMs: number;
  /** Population standard deviation, as numpy's default. */
  readonly stdMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  /** Always there, whatever percentiles were asked for. */
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  /** Those asked for, in that order. */
  readonly percentiles: readonly Percentile[];
}

/** Summarises nanoseconds, each occurring `weights[i]` times. */
export function summarizeMetric(
  valuesNs: Float64Array,
  percentiles: readonly number[],
  weights?: Float64Array,
): MetricSummary {
  const sample = describeSample(valuesNs, [50, 90, 99, ...percentiles], weights);
  const [p50, p90, p99, ...asked] = sample.percentiles as [number, number, number, ...number[]];
  return {
    count: sample.count,
    meanMs: sample.mean / 1e6,
    medianMs: sample.median / 1e6,
    stdMs: sample.std / 1e6,
    minMs: sample.min / 1e6,
    maxMs: sample.max / 1e6,
    p50Ms: p50 / 1e6,
    p90Ms: p90 / 1e6,
    p99Ms: p99 / 1e6,
    percentiles: percentiles.map((p, i) => ({ p, ms: asked[i]! / 1e6 })),
  };
}
