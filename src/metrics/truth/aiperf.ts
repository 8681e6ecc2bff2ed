import type { JsonFields } from "./json-fields.ts";
import { type MeasuredRequest, measured } from "./measured.ts";
import { optional } from "./optional.ts";
import type { Truth, TruthFigures, TruthMetric } from "./truth.ts";

/** AIPerf's words: its inter_token_latency is vLLM's TPOT, its inter_chunk_latency vLLM's ITL. */
const METRIC_OF: readonly (readonly [theirs: string, ours: TruthMetric])[] = [
  ["time_to_first_token", "ttft"],
  ["inter_token_latency", "tpot"],
  ["inter_chunk_latency", "itl"],
  ["request_latency", "e2el"],
];

const MS_PER_UNIT: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, ms: 1, s: 1000, sec: 1000 };

const RENAMED = "inter_token_latency is read as TPOT and inter_chunk_latency as ITL";

/** `profile_export_aiperf.json`: the summary of a run. */
export function isAiperfSummary(json: JsonFields): boolean {
  return json.text("request_latency.unit") !== undefined;
}

export function readAiperfSummary(json: JsonFields): Truth[] {
  const figures: Partial<Record<TruthMetric, TruthFigures>> = {};
  for (const [theirs, ours] of METRIC_OF) {
    const metric = json.at(theirs);
    if (!metric.exists) continue;
    const toMs = msPerUnit(metric);
    const figure = (key: string): number | undefined => {
      const value = metric.number(key);
      return value === undefined ? undefined : value * toMs;
    };
    figures[ours] = {
      ...optional("mean", figure("avg")),
      ...optional("p50", figure("p50")),
      ...optional("p90", figure("p90")),
      ...optional("p99", figure("p99")),
    };
  }
  const completed = json.number("request_count.avg") ?? json.number("request_latency.count") ?? 0;
  return [
    {
      tool: "aiperf",
      file: json.file,
      name: "",
      completed,
      failed: json.number("error_request_count.avg") ?? 0,
      ...optional("requestThroughput", json.number("request_throughput.avg")),
      ...optional("outputThroughput", json.number("output_token_throughput.avg")),
      ...optional("durationSeconds", durationSeconds(json.at("benchmark_duration"))),
      figures,
      notes: [RENAMED],
    },
  ];
}

function durationSeconds(duration: JsonFields): number | undefined {
  const value = duration.number("avg");
  return value === undefined ? undefined : (value * msPerUnit(duration)) / 1000;
}

/** One line of `profile_export.jsonl`: a request. */
export function isAiperfRecord(json: JsonFields): boolean {
  return json.at("metadata.request_start_ns").exists && json.at("metrics").exists;
}

export function readAiperfRecords(lines: readonly JsonFields[]): Truth[] {
  const profiling = lines.filter(
    (line) => (line.text("metadata.benchmark_phase") ?? "profiling") === "profiling",
  );
  const good = profiling.filter(
    (line) => !line.at("error").exists && !line.at("metadata.was_cancelled").value,
  );
  const notes = [RENAMED];
  const warmup = lines.length - profiling.length;
  if (warmup > 0) notes.push(`${warmup} requests outside of the profiling phase are left out`);
  const failed = profiling.length - good.length;
  if (failed > 0) notes.push(`${failed} failed requests are left out of the single-request figures`);
  const file = lines[0]?.file ?? "";
  return [{ tool: "aiperf", file, name: "", failed, ...measured(good.map(measuredRequest)), notes }];
}

function measuredRequest(line: JsonFields): MeasuredRequest {
  const value = (name: string): number | undefined => line.number(`metrics.${name}.value`);
  const ms = (name: string): number => (value(name) ?? Number.NaN) * msPerUnit(line.at(`metrics.${name}`));
  const chunks = line.at("metrics.inter_chunk_latency");
  return {
    arrivalMs: line.number("metadata.request_start_ns")! / 1e6,
    promptTokens: value("input_sequence_length") ?? Number.NaN,
    outputTokens: value("output_sequence_length") ?? value("output_token_count") ?? Number.NaN,
    ttftMs: ms("time_to_first_token"),
    tpotMs: ms("inter_token_latency"),
    e2elMs: ms("request_latency"),
    ...optional(
      "itlMs",
      chunks.numbers("value")?.map((gap) => gap * msPerUnit(chunks)),
    ),
  };
}

/** Milliseconds in the unit that stands beside a metric; NaN for a metric that is not there. */
function msPerUnit(metric: JsonFields): number {
  if (!metric.exists) return Number.NaN;
  const unit = metric.text("unit") ?? "";
  return MS_PER_UNIT[unit] ?? metric.at("unit").refuse("must be one of ns, us, ms, s, sec");
}
