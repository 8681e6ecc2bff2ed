import { DTYPE_BYTES, type ModelShape } from "./model-shape.ts";

/** FLOPs and bytes of a dense transformer's layers (no LM head), all ranks together, as coefficients. */
export interface DenseWork {
  /** Matrix-multiply FLOPs of one token: 2 per weight and layer. */
  readonly gemmFlopsPerToken: number;
  /** Attention FLOPs of one new token for each token of its context: QK and PV 4*nH*dH, softmax 4*nH, times L. */
  readonly attentionFlopsPerTokenPair: number;
  /** The layers' weights, read once a forward pass. */
  readonly weightBytes: number;
  /** K and V of one token, all layers. */
  readonly kvBytesPerToken: number;
  /** One hidden vector a layer, of one token. */
  readonly activationBytesPerToken: number;
}

/** Counts for a dense model whose query heads span the hidden size (nH*dH = d). */
export function denseWork(shape: ModelShape): DenseWork {
  const { layers, hidden, heads, kvHeads, headDim, intermediate } = shape;
  const kvWidth = kvHeads * headDim;
  const bytes = DTYPE_BYTES[shape.weightDtype];
  const weightsPerLayer = hidden * (hidden + 2 * kvWidth) + hidden * hidden + 3 * hidden * intermediate;
  return {
    gemmFlopsPerToken: layers * 2 * weightsPerLayer,
    attentionFlopsPerTokenPair: layers * 4 * heads * (headDim + 1),
    weightBytes: layers * weightsPerLayer * bytes,
    kvBytesPerToken: 2 * layers * kvWidth * bytes,
    activationBytesPerToken: layers * hidden * bytes,
  };
}
