import type { LatencyModel } from "../engine/latency-model.ts";
import { calibratedModel } from "./calibrated.ts";
import type { Gpu } from "./hardware.ts";
import { infersimModel } from "./infersim/latency-model.ts";
import { createMfuModel } from "./mfu-model.ts";
import type { ModelShape } from "./model-shape.ts";

/** Names accepted by `--latency-model`. */
export const LATENCY_MODELS = ["calibrated", "mfu", "infersim"] as const;
/** One of them. */
export type LatencyModelName = (typeof LATENCY_MODELS)[number];

/** What a latency model is made for: a server, as far as prices depend on it. */
export interface LatencyModelOptions {
  readonly model: ModelShape;
  readonly gpu: Gpu;
  /** Tensor-parallel ranks. */
  readonly tp: number;
  /** Most tokens of one step; compiled tables are sized by it. */
  readonly maxNumBatchedTokens: number;
  /** Most sequences of one step. */
  readonly maxNumSeqs: number;
  /** Whether step n+1 is scheduled while step n runs: it hides most of the host time. */
  readonly asyncScheduling: boolean;
  /** `major.minor`; absent: the version whose defaults the engine takes when nothing is said. */
  readonly vllmVersion?: string;
  /**
   * Folder of kernel tables, needed by `mfu` and `infersim`: a GPU's own (`<path>/gemm/data.csv`), a folder of such
   * folders, or InferSim's kind-first layout.
   */
  readonly benchDataPath?: string;
  /** Called with each thing the user should know about the tables: rows lowered, provenance unknown. */
  readonly onNote?: (note: string) => void;
}

/**
 * Builds the named latency model.
 * @throws UserError when the model cannot price this configuration: one sentence saying what and why.
 */
export function createLatencyModel(name: LatencyModelName, options: LatencyModelOptions): LatencyModel {
  switch (name) {
    case "calibrated":
      return calibratedModel(options);
    case "mfu": {
      const { model, notes } = createMfuModel(options);
      for (const note of notes) options.onNote?.(note);
      return model;
    }
    case "infersim":
      return infersimModel(options);
  }
}
