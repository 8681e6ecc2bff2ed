import type { LatencyModel } from "../engine/latency-model.ts";
import type { Gpu } from "./hardware.ts";
import type { ModelShape } from "./model-shape.ts";

/** Names accepted by `--latency-model`. */
export const LATENCY_MODELS = ["calibrated", "mfu", "infersim"] as const;
export type LatencyModelName = (typeof LATENCY_MODELS)[number];

export interface LatencyModelOptions {
  readonly model: ModelShape;
  readonly gpu: Gpu;
  /** Tensor-parallel ranks. */
  readonly tp: number;
  /** Most tokens of one step; compiled tables are sized by it. */
  readonly maxNumBatchedTokens: number;
  /** Most sequences of one step. */
  readonly maxNumSeqs: number;
  readonly asyncScheduling: boolean;
  /** Folder of kernel tables: `<path>/gemm/data.csv` or the kind-first layout. Needed by `mfu`. */
  readonly benchDataPath?: string;
}

/**
 * Builds the named latency model.
 * @throws UserError when the model cannot price this configuration: one sentence saying what and why.
 */
export function createLatencyModel(_name: LatencyModelName, _options: LatencyModelOptions): LatencyModel {
  throw new Error("createLatencyModel: wired by the roofline modules");
}
