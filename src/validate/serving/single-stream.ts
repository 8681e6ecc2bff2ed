import type { CsvFile } from "../csv-file.ts";
import { modelOfRow } from "../names.ts";
import type { Comparison, Outcome } from "../outcome.ts";
import { type RunFlags, runFlags } from "../run-flags.ts";
import { provenanceOf } from "./provenance-of.ts";
import { type ServingOptions, servingGpu, sourceFlags } from "./serving-options.ts";
import { textbookServer } from "./textbook-serving.ts";

export const SINGLE_STREAM_COLUMNS = [
  ...["model", "gpu", "tp", "profile_mean_prompt_tokens", "profile_shared_prefix_tokens"],
  ...["requests", "ttft_ms", "implied_mean_output_tokens", "implied_decode_ms_per_token"],
];

/** The runs come from vLLM 0.11 to 0.15 and do not say which; a `vllm` column does. */
const VERSION = "0.15";

/**
 * One request at a time. Prompts are as long as the profile's mean with a prefix that all share, which is cached after
 * the first request; outputs as long as the realised mean.
 */
export async function validateSingleStream(table: CsvFile, options: ServingOptions): Promise<Outcome> {
  const comparisons: Comparison[] = [];
  const predictions: Outcome["predictions"][number][] = [];
  for (const [index, row] of table.rows.entries()) {
    const model = modelOfRow(options.names, row);
    const gpu = servingGpu(options, row.text("gpu"));
    const tp = row.count("tp");
    const prompt = row.count("profile_mean_prompt_tokens");
    const prefix = row.count("profile_shared_prefix_tokens", 0);
    const output = Math.round(row.number("implied_mean_output_tokens", { min: 1 }));
    const flags: RunFlags = {
      model: options.names.model(row.text("model")).name,
      gpu: gpu.name,
      tp,
      ...sourceFlags(options),
      "vllm-version": row.text("vllm") || (options.vllmVersion ?? VERSION),
      workload: "random",
      "num-prompts": row.count("requests"),
      "request-rate": "inf",
      "max-concurrency": 1,
      "random-prefix-len": prefix,
      "random-input-len": prompt,
      "random-output-len": output,
      "random-range-ratio": 0,
      seed: options.seed,
    };
    const { summary, result } = await runFlags(flags, { model, gpu });
    const textbook = textbookServer(model, gpu, tp);
    const figures = [
      ["tpot", "implied_decode_ms_per_token", summary.tpot.meanMs, textbook?.tpotMs(1, prefix + prompt)],
      ["ttft", "ttft_ms", summary.ttft.meanMs, textbook?.ttftMs(prompt)],
    ] as const;
    for (const [metric, column, predicted, baseline] of figures) {
      comparisons.push({
        row: index,
        metric,
        measured: row.number(column, { above: 0 }),
        predicted,
        ...(baseline === undefined ? {} : { baseline }),
        groups: { tp: String(tp), model: model.name },
        label: `${model.name} tp ${tp} prompt ${prompt} after ${prefix}`,
      });
    }
    predictions.push({
      ttft_ms: summary.ttft.meanMs,
      implied_decode_ms_per_token: summary.tpot.meanMs,
      provenance: provenanceOf(result),
    });
  }
  return {
    kind: "serving",
    op: "single stream",
    table,
    unit: "ms",
    primary: "tpot",
    comparisons,
    skipped: [],
    predictions,
    notes: [
      `vLLM ${options.vllmVersion ?? VERSION} where no column says otherwise`,
      "every prompt is as long as the profile's mean: the file does not say how lengths spread",
    ],
  };
}
