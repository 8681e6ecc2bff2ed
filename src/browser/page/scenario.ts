import { type BrowserOptions, gpuFromEntry, modelFromConfig } from "../index.ts";
import type { Catalog } from "./catalog.ts";
import type { Inputs } from "./inputs.ts";

/** Enough for percentiles that stand still; long answers are simulated for fewer, to keep a slider's answer prompt. */
const MOST_REQUESTS = 400;
const FEWEST_REQUESTS = 100;
const MOST_OUTPUT_TOKENS = 200_000;
/** Lengths this many times their mean are cut off. */
const LONGEST = 8;

/** A run of the inputs, at their rate or at another. */
export function scenario(catalog: Catalog, inputs: Inputs, rate: number = inputs.rate): BrowserOptions {
  const { gpu, tp, maxNumSeqs, prompt, output, spread } = inputs;
  const model = modelFromConfig(inputs.model, catalog.models[inputs.model]);
  const tables = catalog.tables[gpu];
  // A prompt and its answer have to fit into the context together.
  const longest = (mean: number) =>
    Math.max(mean, Math.min(LONGEST * mean, Math.floor(model.maxPositions / 2)));
  const lengths =
    spread === 0
      ? {}
      : {
          promptDistribution: "lognormal" as const,
          promptTokensStdev: spread * prompt,
          promptTokensMax: longest(prompt),
          outputDistribution: "lognormal" as const,
          outputTokensStdev: spread * output,
          outputTokensMax: longest(output),
        };
  return {
    model,
    gpu: gpuFromEntry(gpu, catalog.gpus[gpu]),
    ...(tables === undefined ? {} : { tables }),
    tp,
    latencyModel: inputs.latencyModel as "mfu" | "calibrated",
    maxNumSeqs,
    workload: "distribution",
    promptTokens: prompt,
    outputTokens: output,
    ...lengths,
    requestRate: rate,
    numPrompts: requests(output),
    seed: 0,
  };
}

function requests(output: number): number {
  return Math.max(FEWEST_REQUESTS, Math.min(MOST_REQUESTS, Math.round(MOST_OUTPUT_TOKENS / output)));
}
