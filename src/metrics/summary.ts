import type { RequestTable } from "../engine/request-table.ts";
import type { SimulationResult } from "../engine/result.ts";
import { concurrency } from "./concurrency.ts";
import { countGood, type Slo } from "./goodput.ts";
import { isCompleted, latencyColumns } from "./latencies.ts";
import type { MetricSummary } from "./metric.ts";
import { DEFAULT_PERCENTILES, summarizeMetric } from "./metric.ts";

/** A finished run, and what to measure of it. */
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
  /** First token after arrival. */
  readonly ttft: MetricSummary;
  /** Mean gap between the tokens of a request. */
  readonly tpot: MetricSummary;
  /** Every gap between two tokens, of all requests together. */
  readonly itl: MetricSummary;
  /** Last token after arrival. */
  readonly e2el: MetricSummary;
}

/**
 * The figures of a run: latencies in ms, throughput a second, by the definitions of `vllm bench serve`.
 * @throws RangeError for percentiles outside of 0 to 100
 */
export function summarize(options: SummaryOptions): Summary {
  const { result, requests, slo, warmup = 0, percentiles = DEFAULT_PERCENTILES } = options;
  const totals = totalsOfCompleted(result, requests);
  const { totalInputTokens, totalOutputTokens, durationSeconds } = totals;
  const objectives = slo !== undefined && Object.keys(slo).length > 0 ? slo : null;
  const perSecond = (amount: number): number => (amount === 0 ? 0 : amount / durationSeconds);
  const { ttftNs, tpotNs, e2elNs } = latencyColumns(result, warmup);
  const { maxPerSecond, peak } = concurrency(totals.startNs, totals.endNs);
  return {
    requests: result.count,
    completed: result.completed,
    failed: result.count - result.completed,
    rejected: result.rejected,
    rejectReasons: result.rejectReasons,
    durationSeconds,
    totalInputTokens,
    totalOutputTokens,
    requestThroughput: perSecond(result.completed),
    requestGoodput: objectives && perSecond(countGood(result, objectives)),
    outputThroughput: perSecond(totalOutputTokens),
    totalTokenThroughput: perSecond(totalInputTokens + totalOutputTokens),
    maxOutputTokensPerSecond: result.outputTokensPerSecond.reduce(
      (most, tokens) => Math.max(most, tokens),
      0,
    ),
    maxConcurrentRequests: maxPerSecond,
    peakConcurrentRequests: peak,
    slo: objectives,
    warmup,
    ttft: summarizeMetric(ttftNs, percentiles),
    tpot: summarizeMetric(tpotNs, percentiles),
    itl: summarizeMetric(result.itl.durationNs, percentiles, result.itl.weight),
    e2el: summarizeMetric(e2elNs, percentiles),
  };
}

function totalsOfCompleted(result: SimulationResult, requests: RequestTable) {
  const startNs = new Float64Array(result.completed);
  const endNs = new Float64Array(result.completed);
  let firstArrival = Infinity;
  let lastToken = -Infinity;
  let totalInputTokens = 0;
  let totalOutputTokens = 0;
  let completed = 0;
  for (let row = 0; row < result.count; row++) {
    const arrival = result.arrivalNs[row]!;
    // NaN, of a turn that was never released, is less than nothing.
    if (arrival < firstArrival) firstArrival = arrival;
    if (!isCompleted(result, row)) continue;
    const end = result.lastTokenNs[row]!;
    startNs[completed] = arrival;
    endNs[completed] = end;
    if (end > lastToken) lastToken = end;
    totalInputTokens += requests.promptTokens[row]!;
    totalOutputTokens += result.outputTokens[row]!;
    completed += 1;
  }
  const durationSeconds = completed === 0 ? 0 : (lastToken - firstArrival) / 1e9;
  return { startNs, endNs, totalInputTokens, totalOutputTokens, durationSeconds };
}
