import type { StepShape } from "../engine/latency-model.ts";
import { kvBytesPerToken } from "../roofline/memory.ts";
import { DTYPE_BYTES, type ModelShape } from "../roofline/model-shape.ts";
import { parameterCount } from "../roofline/parameters.ts";

/** What a step has to compute and to move at least, all ranks together. */
export interface StepWork {
  readonly flops: number;
  /** Weights once, KV read and written; activations, which caches mostly hold, are left out. */
  readonly bytes: number;
}

/** What the prompt chunks of a step attend to. */
export interface Attended {
  /** Sum over the chunks of the tokens whose KV is there after the step. */
  readonly prefillContext: number;
  /** Pairs of a new prompt token and a token it attends to, itself included. */
  readonly prefillPairs: number;
}

export function attendedBy({ chunks, chunkTokens, chunkContext }: StepShape): Attended {
  let [prefillContext, prefillPairs] = [0, 0];
  for (let i = 0; i < chunks; i++) {
    const tokens = chunkTokens[i]!;
    const before = chunkContext[i]!;
    prefillContext += before + tokens;
    prefillPairs += tokens * before + (tokens * (tokens + 1)) / 2;
  }
  return { prefillContext, prefillPairs };
}

/** What of a step its work follows from. */
export interface StepContent extends Attended {
  /** As in `StepShape`. */
  readonly decodes: number;
  readonly decodeContext: number;
  readonly prefillTokens: number;
  readonly logits: number;
}

export type WorkOf = (step: StepContent) => StepWork;

/**
 * Work from the model's shape (2 FLOPs a weight and token; Kaplan et al. 2020, arXiv:2001.08361, 2.1):
 * - FLOPs: 2 * weights a token passes * tokens + 2 * d * V * sampled + 2 * L * nH * (dQK + dV) * pairs attended;
 * - bytes: weights touched + KV of the contexts read + KV of the new tokens written.
 *
 * Of E experts, k a token, B tokens touch E * (1 - (1 - k/E)^B) when each is equally likely.
 */
export function workOf(model: ModelShape, tp: number): WorkOf {
  const { layers, hidden, vocab, heads, headDim, mla, moe } = model;
  const count = parameterCount(model);
  const moeLayers = moe === undefined ? 0 : layers - moe.firstDenseLayers;
  const expert = moe === undefined ? 0 : moeLayers * 3 * hidden * moe.expertIntermediate;
  const shared = moe === undefined ? 0 : moeLayers * 3 * hidden * moe.sharedIntermediate;
  const always = count.attention + count.denseFfn + shared;
  const bytesPerWeight = DTYPE_BYTES[model.weightDtype];
  const valueDim = mla?.valueHeadDim ?? headDim;
  const flopsPerPair = 2 * layers * heads * (headDim + valueDim);
  const kvBytes = kvBytesPerToken(model, tp) * tp;
  return ({ decodes, decodeContext, prefillTokens, prefillContext, prefillPairs, logits }) => {
    const tokens = decodes + prefillTokens;
    const touched = moe === undefined ? 0 : moe.experts * (1 - (1 - moe.topK / moe.experts) ** tokens);
    const passed = always + expert * (moe?.topK ?? 0) + count.router;
    const pairs = decodeContext + decodes + prefillPairs;
    const flops = 2 * passed * tokens + 2 * hidden * vocab * logits + flopsPerPair * pairs;
    const weights = (always + expert * touched) * bytesPerWeight + count.router * DTYPE_BYTES.bf16;
    const head = logits > 0 ? hidden * vocab * DTYPE_BYTES.bf16 : 0;
    const contexts = decodeContext + decodes + prefillContext;
    return { flops, bytes: weights + head + kvBytes * (contexts + tokens) };
  };
}
