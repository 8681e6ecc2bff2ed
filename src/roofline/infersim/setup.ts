import type { ModelShape } from "../model-shape.ts";
import { findInferSimFiles } from "./files.ts";
import { inferSimGpu } from "./gpus.ts";
import { InferSimKernels } from "./kernels.ts";
import type { Lookup } from "./lookup.ts";
import type { ZeroMfu } from "./mfu.ts";
import { MfuSource } from "./mfu-source.ts";
import { inferSimRank } from "./rank.ts";
import { loadInferSimTables } from "./tables.ts";

export interface InferSimOptions {
  readonly model: ModelShape;
  /** H100 or H800. */
  readonly gpu: string;
  readonly tp: number;
  readonly benchDataPath: string;
  readonly lookup: Lookup;
  readonly zero: ZeroMfu;
}

/** InferSim's kernels for a model on a GPU, with its tables read; and what they will take a default for. */
export function inferSimKernels(options: InferSimOptions): {
  readonly kernels: InferSimKernels;
  readonly notes: readonly string[];
} {
  const { model, tp, benchDataPath, lookup, zero } = options;
  const gpu = inferSimGpu(options.gpu);
  const rank = inferSimRank(model, tp);
  const files = findInferSimFiles(benchDataPath, gpu.name, rank);
  const mfu = new MfuSource(loadInferSimTables(files, zero), lookup, gpu, rank);
  return { kernels: new InferSimKernels(rank, gpu, mfu), notes: files.notes };
}
