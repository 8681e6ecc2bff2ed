import { DEFAULT_VLLM_VERSION, enginePreset } from "../engine/presets.ts";

/** What changed between vLLM versions in how long a step takes, beside the scheduler's knobs. */
interface Generation {
  /**
   * FP8 GEMMs of 8192 rows and more take tiles of 256 x 128 (vLLM PR 20396, "SM90 CUTLASS FP8 GEMM: add support for
   * swap AB + kernel tuning"); 0.11 still has 128 x 128 throughout.
   */
  readonly fp8LargeTiles: boolean;
  /** Async scheduling is the default, and hides nearly all of the host's work. Before, as an option, it hid less. */
  readonly asyncByDefault: boolean;
}

export function generationOf(vllmVersion: string = DEFAULT_VLLM_VERSION): Generation {
  const { asyncScheduling } = enginePreset(vllmVersion);
  return { fp8LargeTiles: asyncScheduling, asyncByDefault: asyncScheduling };
}
