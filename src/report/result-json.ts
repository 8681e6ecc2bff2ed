import { PROVENANCE, STEP_PARTS } from "../engine/latency-model.ts";
import { replicaLoads } from "../metrics/fleet.ts";
import { isCompleted } from "../metrics/latencies.ts";
import { METRICS } from "../metrics/metric.ts";
import { prefixCacheHits } from "../metrics/prefix-cache.ts";
import type { RunReport } from "./run-report.ts";

export interface ResultJsonOptions {
  /** Per-request arrays, as `--save-detailed`; default true. */
  readonly detailed?: boolean;
}

/** Keys and their order are those of `vllm bench serve --save-result --save-detailed`; then `simulator`. */
export type ResultJson = Record<string, unknown>;

/** Every number is finite or null: null stands where nothing could be measured. */
export function resultJson(report: RunReport, options: ResultJsonOptions = {}): ResultJson {
  const { summary } = report;
  const { detailed = true } = options;
  return {
    ...runKeys(report),
    duration: summary.durationSeconds,
    completed: summary.completed,
    failed: summary.failed,
    total_input_tokens: summary.totalInputTokens,
    total_output_tokens: summary.totalOutputTokens,
    request_throughput: finite(summary.requestThroughput),
    request_goodput: summary.requestGoodput === null ? null : finite(summary.requestGoodput),
    output_throughput: finite(summary.outputThroughput),
    total_token_throughput: finite(summary.totalTokenThroughput),
    ...(detailed ? requestArrays(report) : {}),
    max_output_tokens_per_s: summary.maxOutputTokensPerSecond,
    max_concurrent_requests: summary.maxConcurrentRequests,
    // Inverse real-time factor of audio workloads: none here.
    rtfx: 0,
    ...latencyKeys(report),
    simulator: simulatorKeys(report),
  };
}

function runKeys(report: RunReport): ResultJson {
  const { clock, rampUp, requestRate } = report;
  return {
    ...(clock ? { date: vllmDate(clock.date) } : {}),
    endpoint_type: "inference-sim",
    backend: "inference-sim",
    label: report.label ?? null,
    model_id: report.modelId,
    // Nothing was tokenized.
    tokenizer_id: null,
    num_prompts: report.summary.requests,
    request_rate: requestRate === Infinity ? "inf" : finite(requestRate),
    burstiness: finite(report.burstiness),
    max_concurrency: report.maxConcurrency ?? null,
    ...(rampUp
      ? {
          ramp_up_strategy: rampUp.strategy,
          ramp_up_start_rps: rampUp.startRps,
          ramp_up_end_rps: rampUp.endRps,
        }
      : {}),
  };
}

/** One entry a request in arrival order. As in vLLM, those of a failed request are 0. */
function requestArrays({ requests, result }: RunReport): ResultJson {
  const { count, arrivalNs, firstTokenNs, outputTokens } = result;
  const outputLens = new Array<number>(count).fill(0);
  const ttfts = new Array<number>(count).fill(0);
  const startTimes = new Array<number | null>(count).fill(null);
  const errors = new Array<string>(count).fill("");
  for (let row = 0; row < count; row++) {
    const arrival = arrivalNs[row]!;
    startTimes[row] = finite(arrival / 1e9);
    if (isCompleted(result, row)) {
      outputLens[row] = outputTokens[row]!;
      ttfts[row] = (firstTokenNs[row]! - arrival) / 1e9;
    } else errors[row] = "rejected";
  }
  return {
    input_lens: Array.from(requests.promptTokens),
    output_lens: outputLens,
    ttfts,
    start_times: startTimes,
    generated_texts: new Array<string>(count).fill(""),
    errors,
  };
}

function latencyKeys({ summary }: RunReport): ResultJson {
  const keys: ResultJson = {};
  for (const metric of METRICS) {
    const { meanMs, medianMs, stdMs, percentiles } = summary[metric];
    keys[`mean_${metric}_ms`] = finite(meanMs);
    keys[`median_${metric}_ms`] = finite(medianMs);
    keys[`std_${metric}_ms`] = finite(stdMs);
    for (const { p, ms } of percentiles) keys[`p${p}_${metric}_ms`] = finite(ms);
  }
  return keys;
}

function simulatorKeys(report: RunReport): ResultJson {
  const { summary, result, clock } = report;
  const shares = <Key extends string>(keys: readonly Key[], ns: Readonly<Record<Key, number>>) =>
    Object.fromEntries(keys.map((key) => [key, result.busyNs === 0 ? 0 : ns[key] / result.busyNs]));
  return {
    rejected: summary.rejected,
    rejectReasons: summary.rejectReasons,
    dropped: report.dropped,
    preemptions: result.totalPreemptions,
    steps: result.steps,
    kvBlocks: report.kvBlocks,
    peakKvBlocks: result.peakKvBlocks,
    prefixCache: prefixCacheHits(report),
    replicas: replicaLoads(result),
    peakConcurrentRequests: summary.peakConcurrentRequests,
    warmup: summary.warmup,
    ...(clock ? { wallSeconds: clock.wallSeconds, engineSeconds: clock.engineSeconds } : {}),
    latencyShare: shares(STEP_PARTS, result.partNs),
    provenanceShare: shares(PROVENANCE, result.provenanceNs),
    saturation: report.saturation,
    config: report.config,
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** `20260529-120000`, local time, as vLLM writes it. */
function vllmDate(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  return `${day}-${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}

/** As text: one top-level key a line, arrays compact, `simulator` indented. Ends with a newline. */
export function resultJsonText(json: ResultJson): string {
  const lines = Object.entries(json).map(([key, value]) => {
    const text = Array.isArray(value)
      ? JSON.stringify(value)
      : JSON.stringify(value, null, 2).replaceAll("\n", "\n  ");
    return `  ${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${lines.join(",\n")}\n}\n`;
}
