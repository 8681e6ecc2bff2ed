import type { CsvFile, CsvRow } from "../csv-file.ts";
import { modelOfRow } from "../names.ts";
import type { Comparison, Outcome, Skipped } from "../outcome.ts";
import { type RunFlags, runFlags } from "../run-flags.ts";
import { provenanceOf } from "./provenance-of.ts";
import { type ServingOptions, servingGpu, sourceFlags } from "./serving-options.ts";
import { textbookServer } from "./textbook-serving.ts";

export const CLOSED_LOOP_COLUMNS = ["model", "gpu", "tp", "isl", "osl", "concurrency", "tpot_ms", "ttft_ms"];

/** InferenceMAX's runs of October 2025; a `vllm` column says otherwise. */
const VERSION = "0.11";
/** Requests a client sends one after the other, and the shortest length as a share of the longest. */
const PROMPTS_PER_CLIENT = 10;
const SHORTEST = 0.8;
/** What their servers allow beyond the longest request. */
const SPARE_TOKENS = 200;

/**
 * Closed loops as InferenceMAX runs them: `concurrency` clients, ten requests each, lengths uniform in [0.8 L, L], no
 * end of sequence; max_num_seqs = concurrency, 8192 tokens a step, async scheduling, no prefix cache. Means over all
 * requests, the first burst included.
 */
export async function validateClosedLoop(table: CsvFile, options: ServingOptions): Promise<Outcome> {
  const comparisons: Comparison[] = [];
  const skipped: Skipped[] = [];
  const predictions: Outcome["predictions"][number][] = [];
  for (const [index, row] of table.rows.entries()) {
    const engine = row.text("engine").toLowerCase();
    if (engine !== "" && engine !== "vllm") {
      skipped.push({ row: index, reason: `engine ${engine} is not simulated` });
      predictions.push(undefined);
      continue;
    }
    const { model, gpu, flags, tp, isl, osl, concurrency } = setUp(row, options);
    const { summary, result } = await runFlags(flags, { model, gpu });
    const predicted = { tpot: summary.tpot.meanMs, ttft: summary.ttft.meanMs };
    const textbook = textbookServer(model, gpu, tp);
    const mean = (1 + SHORTEST) / 2;
    const baseline = {
      tpot: textbook?.tpotMs(concurrency, mean * (isl + osl / 2)),
      ttft: textbook?.ttftMs(mean * isl),
    };
    for (const metric of ["tpot", "ttft"] as const) {
      comparisons.push({
        row: index,
        metric,
        measured: row.number(`${metric}_ms`, { above: 0 }),
        predicted: predicted[metric],
        ...(baseline[metric] === undefined ? {} : { baseline: baseline[metric] }),
        groups: { tp: String(tp), batch: String(concurrency), lengths: `${isl}/${osl}` },
        label: `${model.name} tp ${tp} ${isl}/${osl} concurrency ${concurrency}`,
      });
    }
    predictions.push({
      tpot_ms: predicted.tpot,
      ttft_ms: predicted.ttft,
      provenance: provenanceOf(result),
    });
  }
  return {
    kind: "serving",
    op: "closed loop",
    table,
    unit: "ms",
    primary: "tpot",
    comparisons,
    skipped,
    predictions,
    notes: [`vLLM ${options.vllmVersion ?? VERSION} with async scheduling, where no column says otherwise`],
  };
}

function setUp(row: CsvRow, options: ServingOptions) {
  const model = modelOfRow(options.names, row);
  const gpu = servingGpu(options, row.text("gpu"));
  const [tp, isl, osl] = [row.count("tp"), row.count("isl"), row.count("osl")];
  const concurrency = row.count("concurrency");
  const flags: RunFlags = {
    model: options.names.model(row.text("model")).name,
    gpu: gpu.name,
    tp,
    ...sourceFlags(options),
    "vllm-version": row.text("vllm") || (options.vllmVersion ?? VERSION),
    "async-scheduling": true,
    "enable-prefix-caching": false,
    "max-num-batched-tokens": 8192,
    "max-num-seqs": concurrency,
    "max-model-len": isl + osl + SPARE_TOKENS,
    workload: "distribution",
    "num-prompts": PROMPTS_PER_CLIENT * concurrency,
    "request-rate": "inf",
    "max-concurrency": concurrency,
    "prompt-distribution": "uniform",
    "prompt-tokens-min": Math.floor(SHORTEST * isl),
    "prompt-tokens-max": isl,
    "output-distribution": "uniform",
    "output-tokens-min": Math.floor(SHORTEST * osl),
    "output-tokens-max": osl,
    seed: options.seed,
  };
  return { model, gpu, flags, tp, isl, osl, concurrency };
}
