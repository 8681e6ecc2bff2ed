import { type LayerGroup, layerGroups } from "./mfu-layers.ts";
import { DTYPE_BYTES, type MlaShape, type ModelShape } from "./model-shape.ts";
import type { HeadShape } from "./tables/table-folder.ts";
import { checkTensorParallel } from "./tensor-parallel.ts";

/** The part of a model that one rank computes. */
export interface Shard {
  readonly tp: number;
  readonly layers: number;
  /** d: activations between layers are not cut. */
  readonly hidden: number;
  /** Heads of the rank; KV heads are replicated where there are fewer than ranks. */
  readonly attention: HeadShape;
  /** Latent attention: its cache is whole on every rank, only the heads are cut. */
  readonly mla?: MlaShape;
  /** All layers, those of one structure together. */
  readonly groups: readonly LayerGroup[];
  /** V / tp, rounded up as vLLM pads it. */
  readonly vocab: number;
  readonly weightDtype: "bf16" | "fp8";
  readonly kvDtype: "bf16" | "fp8";
  readonly kvBytesPerElement: number;
}

/**
 * Cuts a model into `tp` ranks.
 * @throws UserError when it does not divide
 */
export function shardModel(model: ModelShape, tp: number): Shard {
  checkTensorParallel(model, tp);
  const { mla, heads, kvHeads, headDim, kvDtype, weightDtype } = model;
  return {
    tp,
    layers: model.layers,
    hidden: model.hidden,
    attention: { heads: heads / tp, kvHeads: Math.max(1, kvHeads / tp), headDim },
    ...(mla && { mla }),
    groups: layerGroups(model, tp),
    vocab: Math.ceil(model.vocab / tp),
    weightDtype,
    kvDtype,
    kvBytesPerElement: DTYPE_BYTES[kvDtype],
  };
}
