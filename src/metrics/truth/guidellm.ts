import type { JsonFields } from "./json-fields.ts";
import { type MeasuredRequest, measured } from "./measured.ts";
import { optional } from "./optional.ts";
import type { Truth, TruthFigures, TruthMetric } from "./truth.ts";

/**
 * guidellm's own words (its `request_stats`, 0.2 to 0.8): `request_latency` in seconds to the end of the response;
 * `inter_token_latency_ms` = (last - first token) / (out - 1), one value a request, averaged over gaps;
 * `time_per_output_token_ms` holds the first token too and has no counterpart in vLLM.
 */
const METRIC_OF: readonly { readonly theirs: string; readonly ours: TruthMetric; readonly toMs: number }[] = [
  { theirs: "time_to_first_token_ms", ours: "ttft", toMs: 1 },
  { theirs: "inter_token_latency_ms", ours: "tokenTpot", toMs: 1 },
  { theirs: "request_latency", ours: "e2el", toMs: 1000 },
];

const STARTS = [
  ...["info.timings.request_start", "scheduler_info.request_timings.request_start"],
  ...["request_start_time", "start_time"],
];

export function isGuidellm(json: JsonFields): boolean {
  return Array.isArray(json.at("benchmarks").value);
}

/** One run for each benchmark of the report. */
export function readGuidellm(json: JsonFields): Truth[] {
  const modelId = json.text("config.spec.backend.model") ?? json.text("args.model");
  return (json.list("benchmarks") ?? []).map((benchmark) => readBenchmark(benchmark, modelId));
}

function readBenchmark(benchmark: JsonFields, modelId: string | undefined): Truth {
  const strategy = [benchmark.at("config.strategy"), benchmark.at("args.strategy")].find(
    ({ exists }) => exists,
  );
  const kind = strategy?.text("type_") ?? "";
  const rate = kind === "throughput" || kind === "concurrent" ? undefined : strategy?.number("rate");
  const totals = benchmark.at("metrics.request_totals").exists
    ? benchmark.at("metrics.request_totals")
    : benchmark.at("run_stats.requests_made");
  const notes = [
    "inter_token_latency_ms is TPOT averaged over tokens; it is compared with the same average of the simulation",
  ];
  const single = measuredRequests(benchmark);
  const recomputed = single.length === 0 ? undefined : measured(single);
  const figures = recomputed?.figures ?? summaryFigures(benchmark);
  if (recomputed) notes.push(`figures are made from its ${single.length} single requests`);
  else notes.push("its percentiles are observed values, not interpolated ones");
  return {
    tool: "guidellm",
    file: benchmark.file,
    name: [kind, rate === undefined ? "" : `rate ${rate}`].filter((part) => part !== "").join(" "),
    ...optional("modelId", benchmark.text("config.backend.model") ?? modelId),
    ...optional("requestRate", kind === "throughput" ? Infinity : rate),
    ...optional("maxConcurrency", strategy?.number("streams")),
    completed: totals.number("successful") ?? single.length,
    failed: (totals.number("errored") ?? 0) + (totals.number("incomplete") ?? 0),
    ...optional("durationSeconds", benchmark.number("duration")),
    ...optional("requestThroughput", benchmark.number("metrics.requests_per_second.successful.mean")),
    ...optional("outputThroughput", benchmark.number("metrics.output_tokens_per_second.successful.mean")),
    figures,
    ...(recomputed ? { requests: recomputed.requests } : {}),
    notes,
  };
}

function summaryFigures(benchmark: JsonFields): Truth["figures"] {
  const found: Partial<Record<TruthMetric, TruthFigures>> = {};
  for (const { theirs, ours, toMs } of METRIC_OF) {
    const metric = benchmark.at(`metrics.${theirs}.successful`);
    const figure = (path: string): number | undefined => {
      const value = metric.number(path);
      return value === undefined ? undefined : value * toMs;
    };
    if (!(metric.number("count") ?? 0)) continue;
    found[ours] = {
      ...optional("mean", figure("mean")),
      ...optional("p50", figure("percentiles.p50")),
      ...optional("p90", figure("percentiles.p90")),
      ...optional("p99", figure("percentiles.p99")),
    };
  }
  return found;
}

function measuredRequests(benchmark: JsonFields): MeasuredRequest[] {
  return (benchmark.list("requests.successful") ?? []).map((request) => {
    const unknown = Number.NaN;
    return {
      arrivalMs: (request.firstNumber(...STARTS) ?? unknown) * 1000,
      promptTokens: request.firstNumber("prompt_tokens", "input_metrics.text_tokens") ?? unknown,
      outputTokens: request.firstNumber("output_tokens", "output_metrics.text_tokens") ?? unknown,
      ttftMs: request.number("time_to_first_token_ms") ?? unknown,
      tpotMs: request.number("inter_token_latency_ms") ?? unknown,
      e2elMs: (request.number("request_latency") ?? unknown) * 1000,
    };
  });
}
