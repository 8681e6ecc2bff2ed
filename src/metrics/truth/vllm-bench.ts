import { METRICS } from "../metric.ts";
import type { JsonFields } from "./json-fields.ts";
import { type MeasuredRequest, measured } from "./measured.ts";
import { optional } from "./optional.ts";
import type { Truth, TruthFigures } from "./truth.ts";

const MS_PER_SECOND = 1000;

/** A file of `vllm bench serve --save-result`, with or without `--save-detailed`; `result.json` of this project too. */
export function isVllmBench(json: JsonFields): boolean {
  return json.at("request_throughput").exists && json.at("total_input_tokens").exists;
}

export function readVllmBench(json: JsonFields): Truth[] {
  const requestRate = json.at("request_rate").value === "inf" ? Infinity : json.number("request_rate");
  const single = measuredRequests(json);
  const run = {
    ...optional("modelId", json.text("model_id")),
    ...optional("requestRate", requestRate),
    ...optional("maxConcurrency", json.number("max_concurrency")),
    ...optional("durationSeconds", json.number("duration")),
    ...optional("requestThroughput", json.number("request_throughput")),
    ...optional("outputThroughput", json.number("output_throughput")),
  };
  const completed = json.number("completed") ?? 0;
  const failed = json.number("failed") ?? Math.max(0, (json.number("num_prompts") ?? completed) - completed);
  const summary = summaryFigures(json);
  const truth = { tool: "vllm bench", file: json.file, name: "", completed, failed, ...run };
  if (single === undefined) return [{ ...truth, figures: summary, notes: [] }];
  const { requests, figures } = measured(single.rows);
  return [{ ...truth, requests, figures: { ...summary, ...figures }, notes: single.notes }];
}

/** The summary's keys: `mean_ttft_ms`, `p99_itl_ms`. Without percentile 50 the median stands for it. */
function summaryFigures(json: JsonFields): Truth["figures"] {
  const found: Record<string, TruthFigures> = {};
  for (const metric of METRICS) {
    const mean = json.number(`mean_${metric}_ms`);
    // vLLM writes 0 where it measured nothing, such as the TPOT of single tokens.
    if (mean === undefined || mean === 0) continue;
    found[metric] = {
      mean,
      ...optional("p50", json.firstNumber(`p50_${metric}_ms`, `median_${metric}_ms`)),
      ...optional("p90", json.number(`p90_${metric}_ms`)),
      ...optional("p99", json.number(`p99_${metric}_ms`)),
    };
  }
  return found;
}

function measuredRequests(json: JsonFields): { rows: MeasuredRequest[]; notes: string[] } | undefined {
  const prompts = json.numbers("input_lens");
  const outputs = json.numbers("output_lens");
  const ttfts = json.numbers("ttfts");
  if (prompts === undefined || outputs === undefined || ttfts === undefined) return undefined;
  const starts = json.numbers("start_times");
  const gaps = json.list("itls")?.map((list) => list.numbers("") ?? []);
  const latencies = json.numbers("latencies");
  const errors = json.list("errors")?.map(({ value }) => value);
  const rows: MeasuredRequest[] = [];
  let left = 0;
  for (const [i, promptTokens] of prompts.entries()) {
    const outputTokens = outputs[i] ?? 0;
    if (errors?.[i] || outputTokens === 0) {
      left += 1;
      continue;
    }
    const ttft = ttfts[i]!;
    const itl = gaps?.[i];
    const e2el = latencies?.[i] ?? (itl ? ttft + itl.reduce((sum, gap) => sum + gap, 0) : Number.NaN);
    rows.push({
      arrivalMs: (starts?.[i] ?? Number.NaN) * MS_PER_SECOND,
      promptTokens,
      outputTokens,
      ttftMs: ttft * MS_PER_SECOND,
      e2elMs: (outputTokens === 1 && Number.isNaN(e2el) ? ttft : e2el) * MS_PER_SECOND,
      ...(itl ? { itlMs: itl.map((gap) => gap * MS_PER_SECOND) } : {}),
    });
  }
  const notes = left === 0 ? [] : [`${left} failed requests are left out of the single-request figures`];
  if (starts === undefined) notes.push("no start_times: the file does not say when requests arrived");
  return { rows, notes };
}
