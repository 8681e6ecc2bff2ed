import type { RequestTable } from "../engine/request-table.ts";
import type { SimulationResult } from "../engine/result.ts";
import type { MetricSummary } from "./metric.ts";

/** Service level objectives, milliseconds; those given must all be met. Names as vLLM's `--goodput`. */
export interface Slo {
  readonly ttftMs?: number;
  readonly tpotMs?: number;
  readonly e2elMs?: number;
}

export interface SummaryOptions {
  readonly result: SimulationResult;
  readonly requests: RequestTable;
  readonly slo?: Slo;
  /** 0 .. 100; default 50, 90, 99. */
  readonly percentiles?: readonly number[];
  /** Requests, first in arrival order, that stay out of TTFT, TPOT and E2EL. Counts, throughput and ITL keep them. */
  readonly warmup?: number;
}

/** What `vllm bench serve` reports of a run, with its definitions. */
export interface Summary {
  /** Requests injected. */
  readonly requests: number;
  readonly completed: number;
  /** Everything that did not complete, as a client would count it: `rejected` is part of it. */
  readonly failed: number;
  readonly rejected: number;
  readonly rejectReasons: readonly { readonly reason: string; readonly count: number }[];
  /** First arrival to last token. */
  readonly durationSeconds: number;
  /** Of completed requests. */
  readonly totalInputTokens: number;
  readonly totalOutputTokens: number;
  /** Requests a second. */
  readonly requestThroughput: number;
  /** Requests a second that met every SLO; null when none was given. */
  readonly requestGoodput: number | null;
  /** Tokens a second. */
  readonly outputThroughput: number;
  readonly totalTokenThroughput: number;
  /** Most output tokens in one whole second. */
  readonly maxOutputTokensPerSecond: number;
  /** Most requests that were in flight at some time in one whole second, as vLLM counts. */
  readonly maxConcurrentRequests: number;
  /** Most requests in flight at one instant. */
  readonly peakConcurrentRequests: number;
  readonly slo: Slo | null;
  readonly warmup: number;
  readonly ttft: MetricSummary;
  readonly tpot: MetricSummary;
  readonly itl: MetricSummary;
  readonly e2el: MetricSummary;
}

export function summarize(_options: SummaryOptions): Summary {
  throw new Error("summarize: not yet");
}
