import { FINISH } from "../engine/result.ts";
import { completedRows, isCompleted, tpotNs } from "../metrics/latencies.ts";
import { Histogram, labelValue, MetricWriter } from "./metric-writer.ts";
import type { RunReport } from "./run-report.ts";
import { usableBlocks } from "./usable-blocks.ts";

/** Bucket limits of vLLM v1 (vllm/v1/metrics/loggers.py), seconds. */
const TTFT_LIMITS = [
  ...[0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  ...[20, 40, 80, 160, 640, 2560],
];
const GAP_LIMITS = [
  ...[0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80],
];
const REQUEST_LIMITS = [
  ...[0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680],
];

export type ScrapedReport = Pick<RunReport, "requests" | "result" | "modelId" | "kvBlocks">;

/**
 * `metrics.prom`: what a scrape of vLLM's `/metrics` after the run would show, in Prometheus' text format and under
 * vLLM's names and buckets, so that queries made for a server read a simulation. Gauges would be back at zero by then:
 * they show the moment of the last arrival, and say so. Several replicas are summed under `engine="all"`.
 *
 * Buckets of token counts go as far as the longest request; a server's go on to its longest context. Not there: what a
 * simulation does not have (LoRA, multi-modal cache, sleep state). Queue time counts from the arrival and so includes admission.
 */
export function prometheusText(report: ScrapedReport): string {
  const { result, modelId, kvBlocks } = report;
  const engine = result.replicas.length === 1 ? "0" : "all";
  const out = new MetricWriter(`model_name="${labelValue(modelId)}",engine="${engine}"`);
  gauges(out, report);
  counters(out, report);
  histograms(out, report);
  tokenHistograms(out, report);
  out.gauge(
    "cache_config_info",
    "Information of the LLMEngine CacheConfig",
    1,
    `num_gpu_blocks="${kvBlocks}"`,
  );
  return out.text();
}

function gauges(out: MetricWriter, { result, kvBlocks }: ScrapedReport): void {
  const { timeNs, running, waiting, kvBlocks: used } = result.samples;
  const last = result.arrivalNs.reduce((latest, ns) => (ns > latest ? ns : latest), 0);
  let at = 0;
  while (at + 1 < timeNs.length && timeNs[at + 1]! <= last) at += 1;
  const usable = usableBlocks({ result, kvBlocks });
  const gauge = (name: string, help: string, value: number) =>
    out.gauge(name, `${help}, at the last arrival`, value);
  gauge("num_requests_running", "Number of requests in model execution batches", running[at] ?? 0);
  gauge("num_requests_waiting", "Number of requests waiting to be processed", waiting[at] ?? 0);
  gauge("kv_cache_usage_perc", "KV-cache usage (1 means 100 percent usage)", (used[at] ?? 0) / usable);
}

function counters(out: MetricWriter, { requests, result }: ScrapedReport): void {
  const { prefixCache, finish } = result;
  let [prompt, generated, stop, length] = [0, 0, 0, 0];
  for (let row = 0; row < result.count; row++) {
    if (!isCompleted(result, row)) continue;
    prompt += requests.promptTokens[row]!;
    generated += result.outputTokens[row]!;
    if (finish[row] === FINISH.stop) stop += 1;
    else length += 1;
  }
  const counter = (name: string, help: string, value: number) => out.counter(name, help, [["", value]]);
  counter("num_preemptions", "Cumulative number of preemption from the engine", result.totalPreemptions);
  counter("prompt_tokens", "Number of prefill tokens processed", prompt);
  counter("generation_tokens", "Number of generation tokens processed", generated);
  counter("prefix_cache_queries", "Number of queried tokens", prefixCache.queriedTokens);
  counter("prefix_cache_hits", "Number of cached tokens", prefixCache.hitTokens);
  out.counter("request_success", "Count of successfully processed requests", [
    ['finished_reason="stop"', stop],
    ['finished_reason="length"', length],
  ]);
}

/** 1, 2, 5, 10, 20, ... up to the first that holds the largest. */
function tokenLimits(largest: number): number[] {
  const limits = [1];
  while (limits.at(-1)! < largest)
    limits.push([1, 2, 5][limits.length % 3]! * 10 ** Math.floor(limits.length / 3));
  return limits;
}

function tokenHistograms(out: MetricWriter, { requests, result }: ScrapedReport): void {
  const rows = completedRows(result);
  const write = (name: string, help: string, tokens: ArrayLike<number>): void => {
    const histogram = new Histogram(tokenLimits(rows.reduce((most, row) => Math.max(most, tokens[row]!), 0)));
    for (const row of rows) histogram.add(tokens[row]!);
    out.histogram(name, help, histogram);
  };
  write("request_prompt_tokens", "Number of prefill tokens processed", requests.promptTokens);
  write("request_generation_tokens", "Number of generation tokens processed", result.outputTokens);
}

function histograms(out: MetricWriter, { result }: ScrapedReport): void {
  const { arrivalNs, firstScheduledNs, firstTokenNs, lastTokenNs, itl } = result;
  const perRequest = (name: string, limits: readonly number[], ns: (row: number) => number): void => {
    const histogram = new Histogram(limits);
    for (let row = 0; row < result.count; row++) {
      if (isCompleted(result, row)) histogram.add(ns(row) / 1e9);
    }
    out.histogram(
      name,
      `Histogram of ${name.replaceAll("_", " ").replace(" seconds", " in seconds")}`,
      histogram,
    );
  };
  const between = (from: Float64Array, to: Float64Array) => (row: number) => to[row]! - from[row]!;
  perRequest("time_to_first_token_seconds", TTFT_LIMITS, between(arrivalNs, firstTokenNs));
  const gaps = new Histogram(GAP_LIMITS);
  for (let i = 0; i < itl.durationNs.length; i++) gaps.add(itl.durationNs[i]! / 1e9, itl.weight[i]!);
  out.histogram("inter_token_latency_seconds", "Histogram of inter-token latency in seconds", gaps);
  // As in vLLM, a single token, which has no gap, counts with 0.
  perRequest("request_time_per_output_token_seconds", GAP_LIMITS, (row) => tpotNs(result, row) || 0);
  perRequest("e2e_request_latency_seconds", REQUEST_LIMITS, between(arrivalNs, lastTokenNs));
  perRequest("request_queue_time_seconds", REQUEST_LIMITS, between(arrivalNs, firstScheduledNs));
  perRequest("request_inference_time_seconds", REQUEST_LIMITS, between(firstScheduledNs, lastTokenNs));
  perRequest("request_prefill_time_seconds", REQUEST_LIMITS, between(firstScheduledNs, firstTokenNs));
  perRequest("request_decode_time_seconds", REQUEST_LIMITS, between(firstTokenNs, lastTokenNs));
}
