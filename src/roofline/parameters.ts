import { DTYPE_BYTES, type ModelShape } from "./model-shape.ts";

/** Parameters of a model, by component. Biases and per-head norms are left out: under 0.01 % of any model here. */
export interface ParameterCount {
  readonly embeddings: number;
  readonly attention: number;
  readonly denseFfn: number;
  /** Routed and shared experts of all layers. */
  readonly experts: number;
  readonly router: number;
  readonly norms: number;
  /** The LM head; 0 when it is the embedding table. */
  readonly head: number;
  readonly total: number;
}

/** Counts parameters from the shape. The gated FFN has three matrices of d x F. */
export function parameterCount(shape: ModelShape): ParameterCount {
  const { layers, hidden, vocab, moe } = shape;
  const moeLayers = moe === undefined ? 0 : layers - moe.firstDenseLayers;
  const embeddings = vocab * hidden;
  const attention = layers * attentionParameters(shape);
  const denseFfn = (layers - moeLayers) * 3 * hidden * shape.intermediate;
  const experts =
    moe === undefined
      ? 0
      : moeLayers * 3 * hidden * (moe.experts * moe.expertIntermediate + moe.sharedIntermediate);
  const router = moe === undefined ? 0 : moeLayers * hidden * moe.experts;
  const latentNorms = shape.mla === undefined ? 0 : shape.mla.qLoraRank + shape.mla.kvLoraRank;
  const norms = layers * (2 * hidden + latentNorms) + hidden;
  const head = shape.tiedEmbeddings ? 0 : vocab * hidden;
  const total = embeddings + attention + denseFfn + experts + router + norms + head;
  return { embeddings, attention, denseFfn, experts, router, norms, head, total };
}

/** Bytes of all weights, over all ranks: linear layers in their own type, the rest in bf16. FP8 scales not counted. */
export function weightBytes(shape: ModelShape): number {
  const count = parameterCount(shape);
  const linear = count.attention + count.denseFfn + count.experts;
  return linear * DTYPE_BYTES[shape.weightDtype] + (count.total - linear) * DTYPE_BYTES.bf16;
}

/** Projections of one layer's attention: q, k, v and output, or MLA's low-rank chain. */
function attentionParameters(shape: ModelShape): number {
  const { hidden, heads, kvHeads, headDim, mla } = shape;
  if (mla === undefined) return 2 * hidden * heads * headDim + 2 * hidden * kvHeads * headDim;
  const { qLoraRank, kvLoraRank, nopeHeadDim, ropeHeadDim, valueHeadDim } = mla;
  const queryWidth = heads * (nopeHeadDim + ropeHeadDim);
  const query = qLoraRank === 0 ? hidden * queryWidth : hidden * qLoraRank + qLoraRank * queryWidth;
  const latent = hidden * (kvLoraRank + ropeHeadDim) + kvLoraRank * heads * (nopeHeadDim + valueHeadDim);
  return query + latent + heads * valueHeadDim * hidden;
}
