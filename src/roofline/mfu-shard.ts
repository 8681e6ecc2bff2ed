import { UserError } from "../errors.ts";
import { DTYPE_BYTES, type ModelShape } from "./model-shape.ts";
import type { HeadShape } from "./tables/layout.ts";
import { checkTensorParallel } from "./tensor-parallel.ts";

/** A weight matrix that one rank multiplies N tokens with, `C[N,n] = A[N,k] B[k,n]`, once a layer. */
export interface LayerGemm {
  readonly k: number;
  readonly n: number;
}

/** The part of a dense model that one rank computes. */
export interface Shard {
  readonly tp: number;
  readonly layers: number;
  /** d: activations between layers are not cut. */
  readonly hidden: number;
  /** Heads of the rank; KV heads are replicated where there are fewer than ranks. */
  readonly attention: HeadShape;
  /** F / tp. */
  readonly intermediate: number;
  /** V / tp, rounded up as vLLM pads it. */
  readonly vocab: number;
  readonly kvDtype: "bf16" | "fp8";
  readonly kvBytesPerElement: number;
}

/**
 * Cuts a model into `tp` ranks.
 * @throws UserError when it does not divide, or when v2 cannot price it.
 */
export function shardModel(model: ModelShape, tp: number): Shard {
  refuseUnpriced(model);
  checkTensorParallel(model, tp);
  return {
    tp,
    layers: model.layers,
    hidden: model.hidden,
    attention: {
      heads: model.heads / tp,
      kvHeads: Math.max(1, model.kvHeads / tp),
      headDim: model.headDim,
    },
    intermediate: model.intermediate / tp,
    vocab: Math.ceil(model.vocab / tp),
    kvDtype: model.kvDtype,
    kvBytesPerElement: DTYPE_BYTES[model.kvDtype],
  };
}

/** Width of the fused query, key and value projection of a rank: (h + 2g) dH. */
export function qkvWidth({ attention: { heads, kvHeads, headDim } }: Shard): number {
  return (heads + 2 * kvHeads) * headDim;
}

/** The four GEMMs of a dense layer: QKV, output projection, gate and up fused, down. */
export function layerGemms(shard: Shard): LayerGemm[] {
  const { hidden, intermediate, attention } = shard;
  return [
    { k: hidden, n: qkvWidth(shard) },
    { k: attention.heads * attention.headDim, n: hidden },
    { k: hidden, n: 2 * intermediate },
    { k: intermediate, n: hidden },
  ];
}

function refuseUnpriced({ name, moe, mla, weightDtype }: ModelShape): void {
  const what = moe ? "mixture-of-experts layers" : mla ? "latent attention" : undefined;
  if (what === undefined && weightDtype === "bf16") return;
  throw new UserError({
    field: "--model",
    message: `has ${what ?? "FP8 weights"}, which the mfu latency model cannot price yet`,
    got: name,
  });
}
