import { byCount } from "./by-count.ts";
import { memoryFloorUs } from "./kernels/bounds.ts";
import type { KernelConstants } from "./kernels/constants.ts";
import { gemmUs } from "./kernels/gemm.ts";
import { prefillAttentionUs, prefillWriteUs } from "./kernels/prefill-attention.ts";
import type { Shard } from "./mfu-shard.ts";
import type { MlaShape } from "./model-shape.ts";
import { MODELLED } from "./tables/along.ts";
import { DecodeCurve } from "./tables/decode-curve.ts";
import { MODEL_KNOTS, NO_TABLE } from "./tables/decode-price.ts";

/**
 * Figures of the absorbed decode kernel (FlashMLA), fitted by hand on one published H800 table of 42 rows (128 heads,
 * latent 512 + 64; InferSim), whose compute and memory are the H100's: 5 % mean error there, untested elsewhere.
 */
const DECODE = { launchUs: 20, perSequenceUs: 0.12, computeUtilisation: 0.57, memoryUtilisation: 0.85 };

/**
 * Decode attention over the latent cache, one layer and rank, microseconds. The cache is whole on every rank; only
 * the heads are cut. Each head multiplies the latent and rope parts for scores and the latent part for values.
 */
export function mlaDecodeUs(
  heads: number,
  mla: MlaShape,
  batch: number,
  kvSum: number,
  kvBytesPerElement: number,
  c: KernelConstants,
): number {
  const { compute, memory } = decodeWork(heads, mla, kvSum, kvBytesPerElement, c);
  const busy = Math.max(compute / DECODE.computeUtilisation, memory / DECODE.memoryUtilisation);
  return DECODE.launchUs + DECODE.perSequenceUs * batch + busy;
}

/** Microseconds at both peaks. */
function decodeWork(
  heads: number,
  { kvLoraRank, ropeHeadDim }: MlaShape,
  kvSum: number,
  kvBytesPerElement: number,
  c: KernelConstants,
): { compute: number; memory: number } {
  const flops = 2 * heads * (2 * kvLoraRank + ropeHeadDim) * kvSum;
  const bytes = (kvLoraRank + ropeHeadDim) * kvBytesPerElement * kvSum;
  return { compute: (flops / c.chip.bf16FlopsPerS) * 1e6, memory: memoryFloorUs(bytes, c) };
}

/** The curve of a batch size, analytic throughout. */
export function mlaDecodeCurve(
  { attention, kvBytesPerElement }: Shard,
  mla: MlaShape,
  batch: number,
  c: KernelConstants,
): DecodeCurve {
  const usAt = (kv: number) => mlaDecodeUs(attention.heads, mla, batch, batch * kv, kvBytesPerElement, c);
  return new DecodeCurve(batch, MODEL_KNOTS, { ...NO_TABLE, usAt });
}

/**
 * Prefill attention with the latent expanded into keys and values. Scores are as wide as nope + rope, values as
 * `valueHeadDim`; the kernel model takes the head dimension with as many FLOPs, their mean. Cached prefixes are
 * expanded again in every chunk.
 */
export class MlaPrefill {
  us = 0;
  readonly provenance = MODELLED;
  private readonly heads: number;
  private readonly headDim: number;
  /** Expanding the latent vectors of so many cached tokens, microseconds. */
  private readonly expandUs: (tokens: number) => number;
  private readonly writeUs: (newTokens: number) => number;
  private readonly c: KernelConstants;

  constructor({ attention: { heads }, weightDtype }: Shard, mla: MlaShape, c: KernelConstants) {
    const { nopeHeadDim, ropeHeadDim, valueHeadDim, kvLoraRank } = mla;
    this.heads = heads;
    this.headDim = (nopeHeadDim + ropeHeadDim + valueHeadDim) / 2;
    this.c = c;
    const n = heads * (nopeHeadDim + valueHeadDim);
    this.expandUs = byCount((tokens) => gemmUs(tokens, kvLoraRank, n, weightDtype, c));
    this.writeUs = byCount((newTokens) => prefillWriteUs(heads, this.headDim, newTokens, c));
  }

  price(chunkTokens: ArrayLike<number>, chunkContext: ArrayLike<number>, chunks: number): void {
    const { heads, headDim, writeUs, c } = this;
    let context = 0;
    for (let i = 0; i < chunks; i++) context += chunkContext[i]!;
    this.us = prefillAttentionUs(heads, heads, headDim, chunkTokens, chunkContext, chunks, c, writeUs);
    if (context > 0) this.us += this.expandUs(context);
  }
}
