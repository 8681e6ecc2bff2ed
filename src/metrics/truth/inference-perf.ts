import type { JsonFields } from "./json-fields.ts";
import { type MeasuredRequest, measured } from "./measured.ts";
import { optional } from "./optional.ts";
import type { Truth, TruthFigures, TruthMetric } from "./truth.ts";

/** inference-perf defines them as vLLM does, and reports seconds. */
const METRIC_OF: readonly (readonly [theirs: string, ours: TruthMetric])[] = [
  ["time_to_first_token", "ttft"],
  ["time_per_output_token", "tpot"],
  ["inter_token_latency", "itl"],
  ["request_latency", "e2el"],
];

/** `summary_lifecycle_metrics.json` or `stage_N_lifecycle_metrics.json`. */
export function isInferencePerfSummary(json: JsonFields): boolean {
  return json.at("successes.latency").exists;
}

export function readInferencePerfSummary(json: JsonFields): Truth[] {
  const figures: Partial<Record<TruthMetric, TruthFigures>> = {};
  for (const [theirs, ours] of METRIC_OF) {
    const metric = json.at(`successes.latency.${theirs}`);
    if (!metric.exists) continue;
    const figure = (key: string): number | undefined => {
      const seconds = metric.number(key);
      return seconds === undefined ? undefined : seconds * 1000;
    };
    figures[ours] = {
      ...optional("mean", figure("mean")),
      ...optional("p50", figure("median")),
      ...optional("p90", figure("p90")),
      ...optional("p99", figure("p99")),
    };
  }
  const rate = json.number("load_summary.requested_rate");
  return [
    {
      tool: "inference-perf",
      file: json.file,
      name: rate === undefined ? "" : `rate ${rate}`,
      ...optional("requestRate", rate),
      completed: json.number("successes.count") ?? 0,
      failed: json.number("failures.count") ?? 0,
      ...optional("durationSeconds", json.number("benchmark_time_seconds")),
      ...optional("requestThroughput", json.number("successes.throughput.requests_per_sec")),
      ...optional("outputThroughput", json.number("successes.throughput.output_tokens_per_sec")),
      figures,
      notes: [],
    },
  ];
}

/** An entry of `per_request_lifecycle_metrics.json`. */
export function isInferencePerfRequest(json: JsonFields): boolean {
  return json.at("start_time").exists && json.at("end_time").exists && json.at("info").exists;
}

export function readInferencePerfRequests(entries: readonly JsonFields[]): Truth[] {
  const good = entries.filter((entry) => !entry.at("error").exists);
  const failed = entries.length - good.length;
  const notes = failed === 0 ? [] : [`${failed} failed requests are left out of the single-request figures`];
  const file = entries[0]?.file ?? "";
  return [{ tool: "inference-perf", file, name: "", failed, ...measured(good.map(measuredRequest)), notes }];
}

/** Older files keep token counts and times in `info` itself, newer ones below it. */
function measuredRequest(entry: JsonFields): MeasuredRequest {
  const info = entry.at("info");
  const start = entry.number("start_time")!;
  const times =
    info.numbers("response_metrics.output_token_times") ?? info.numbers("output_token_times") ?? [];
  const lastToken = times.at(-1) ?? entry.number("end_time")!;
  return {
    arrivalMs: start * 1000,
    promptTokens: info.firstNumber("request_metrics.text.input_tokens", "input_tokens") ?? Number.NaN,
    outputTokens:
      info.firstNumber(
        "response_metrics.server_usage.completion_tokens",
        "response_metrics.output_tokens",
        "output_tokens",
      ) ?? Number.NaN,
    ttftMs: ((times[0] ?? Number.NaN) - start) * 1000,
    e2elMs: (lastToken - start) * 1000,
    itlMs: times.slice(1).map((time, i) => (time - times[i]!) * 1000),
  };
}
