import { METRIC_LABELS, METRICS } from "../metric.ts";

/**
 * What real runs are compared by: vLLM's four metrics, and TPOT averaged over tokens instead of requests (each request's
 * TPOT counts once per gap), which is what guidellm reports as `inter_token_latency_ms`.
 */
export const TRUTH_METRICS = [...METRICS, "tokenTpot"] as const;
export type TruthMetric = (typeof TRUTH_METRICS)[number];

export const TRUTH_LABELS = { ...METRIC_LABELS, tokenTpot: "TPOT by token" } as const;

export const STATISTICS = ["mean", "p50", "p90", "p99"] as const;
export type Statistic = (typeof STATISTICS)[number];

/** Milliseconds; what a tool did not record is absent. */
export type TruthFigures = Readonly<Partial<Record<Statistic, number>>>;

/** Single requests as columns in order of arrival, completed ones only. NaN = not recorded. */
export interface TruthRequests {
  readonly count: number;
  /** From the first arrival. */
  readonly arrivalMs: Float64Array;
  readonly promptTokens: Float64Array;
  readonly outputTokens: Float64Array;
  readonly ttftMs: Float64Array;
  /** (E2EL - TTFT) / (out - 1); NaN for a single token. */
  readonly tpotMs: Float64Array;
  readonly e2elMs: Float64Array;
}

/** One measured run, in vLLM's definitions. */
export interface Truth {
  /** `vllm bench`, `guidellm`, `aiperf`, `inference-perf`, `csv`. */
  readonly tool: string;
  readonly file: string;
  /** Tells runs of one file apart: `constant rate 2`; empty where there is one only. */
  readonly name: string;
  readonly modelId?: string;
  /** Requests a second; Infinity = all at once. */
  readonly requestRate?: number;
  readonly maxConcurrency?: number;
  readonly completed: number;
  readonly failed: number;
  readonly durationSeconds?: number;
  /** Completed requests a second. */
  readonly requestThroughput?: number;
  /** Tokens a second. */
  readonly outputThroughput?: number;
  readonly figures: Readonly<Partial<Record<TruthMetric, TruthFigures>>>;
  readonly requests?: TruthRequests;
  /** What was converted or left out, in sentences. */
  readonly notes: readonly string[];
}
