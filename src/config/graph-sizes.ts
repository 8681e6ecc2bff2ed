import { cudaGraphSizes, type EnginePreset } from "../engine/presets.ts";
import { UserError } from "../errors.ts";
import type { FlagValues } from "./flags.ts";

/**
 * Batch sizes that have a CUDA graph: those given, or vLLM's up to the largest one given or its own.
 * @throws UserError where list and largest contradict each other, which vLLM refuses too
 */
export function graphSizes(values: FlagValues, preset: EnginePreset): readonly number[] {
  if (values["cudagraph-mode"] === "none") return [];
  const tokens = values["max-num-batched-tokens"]!;
  const largest = values["max-cudagraph-capture-size"];
  const given = values["cudagraph-capture-sizes"];
  if (given === undefined) {
    return cudaGraphSizes(values["max-num-seqs"]!, tokens, preset.captureStepAbove256, largest);
  }
  const sizes = [...new Set(given)].sort((a, b) => a - b);
  if (largest !== undefined && largest !== sizes.at(-1)) {
    throw new UserError({
      field: "--max-cudagraph-capture-size",
      message: `must be the largest of --cudagraph-capture-sizes, ${sizes.at(-1)}, or be left out`,
      got: largest,
    });
  }
  return sizes.filter((size) => size <= tokens);
}
