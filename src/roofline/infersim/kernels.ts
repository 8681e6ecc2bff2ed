import { MODELLED, type Priced } from "../tables/along.ts";
import type { InferSimGpu } from "./gpus.ts";
import { type Mfu, ZeroMfuError } from "./mfu.ts";
import type { MfuSource, Phase } from "./mfu-source.ts";
import type { InferSimRank } from "./rank.ts";

/** InferSim counts 1e9 FLOPs a GFLOP but 1024 GFLOPS a TFLOPS, and divides GiB by GB/s. Kept, being its arithmetic. */
const GFLOPS_PER_TFLOPS = 1024;
const GIB = 2 ** 30;
/** FLOPs that a causal mask leaves, as its prefill attention counts them. */
const CAUSAL_DIVISOR = 1.8;
const KV_BYTES = 2;
const US = 1e6;

/** Times of InferSim's kernels for one layer of one rank, microseconds. */
export class InferSimKernels {
  private readonly rank: InferSimRank;
  private readonly gpu: InferSimGpu;
  private readonly mfu: MfuSource;
  private readonly gemmTFlops: number;
  /** Attention FLOPs of one token pair, in either phase. */
  private readonly decodeFlops: number;
  private readonly prefillFlops: number;
  /** KV cache of one token in one layer. */
  private readonly kvBytes: number;

  constructor(rank: InferSimRank, gpu: InferSimGpu, mfu: MfuSource) {
    const { heads, kvHeads, headDim, allHeads, mla } = rank;
    this.rank = rank;
    this.gpu = gpu;
    this.mfu = mfu;
    this.gemmTFlops = rank.fp8 ? gpu.fp8TFlops : gpu.fp16TFlops;
    if (mla === undefined) {
      this.decodeFlops = 4 * heads * headDim;
      this.prefillFlops = 4 * heads * headDim;
      this.kvBytes = 2 * kvHeads * headDim * KV_BYTES;
    } else {
      // Decode in the latent space; prefill with the keys and values written out.
      this.decodeFlops = 2 * allHeads * (2 * mla.kvLoraRank + mla.ropeHeadDim);
      this.prefillFlops = 2 * allHeads * (mla.nopeHeadDim + mla.ropeHeadDim + mla.valueHeadDim);
      this.kvBytes = (mla.kvLoraRank + mla.ropeHeadDim) * KV_BYTES;
    }
  }

  /** Decode attention of `batch` sequences of mean length `kvLen`. The caller's object is filled: no allocation. */
  decodeAttention(batch: number, kvLen: number, out: { us: number; provenance: number }): void {
    const mfu = this.mfu.decode(batch, kvLen);
    const compute = this.computeUs(batch * this.decodeFlops * kvLen, this.gpu.fp16TFlops, mfu);
    const memory = this.memoryUs(this.kvBytes * kvLen * batch);
    out.us = Math.max(compute, memory);
    out.provenance = compute >= memory ? mfu.provenance : MODELLED;
  }

  /**
   * Causal attention of one prompt's chunk: `tokens` new after `context` computed ones. InferSim knows whole prompts
   * only, isl^2 pairs over 1.8; a chunk takes its share of them, so that a prompt's chunks sum to the whole.
   */
  prefillAttention(tokens: number, context: number, out: { us: number; provenance: number }): void {
    const end = context + tokens;
    const mfu = this.mfu.prefill(end);
    const pairs = end * end - context * context;
    const compute = this.computeUs((pairs * this.prefillFlops) / CAUSAL_DIVISOR, this.gpu.fp16TFlops, mfu);
    const memory = this.memoryUs(this.kvBytes * end);
    out.us = Math.max(compute, memory);
    out.provenance = compute >= memory ? mfu.provenance : MODELLED;
  }

  /** Projections around the attention, for M tokens. */
  projections(m: number): Priced[] {
    const { hidden, heads, kvHeads, headDim, mla } = this.rank;
    if (mla === undefined) {
      return [this.gemm(m, hidden, (heads + 2 * kvHeads) * headDim), this.gemm(m, heads * headDim, hidden)];
    }
    const { qLoraRank, kvLoraRank, nopeHeadDim, ropeHeadDim, valueHeadDim } = mla;
    return [
      this.gemm(m, hidden, qLoraRank),
      this.gemm(m, qLoraRank, heads * (nopeHeadDim + ropeHeadDim)),
      this.gemm(m, hidden, kvLoraRank + ropeHeadDim),
      this.gemm(m, heads * nopeHeadDim, kvLoraRank),
      this.gemm(m, heads * kvLoraRank, valueHeadDim),
      this.gemm(m, heads * valueHeadDim, hidden),
    ];
  }

  /** Feed-forward of M tokens: dense, or experts with the shared ones beside. All layers are alike. */
  feedForward(phase: Phase, m: number): Priced[] {
    const {
      hidden,
      rankIntermediate,
      intermediate,
      experts,
      topK,
      tp,
      isMoe,
      sharedIntermediate,
      weightBytes,
    } = this.rank;
    const mfu = isMoe
      ? this.mfu.experts(phase, m)
      : this.mfu.gemm(m, hidden, Math.floor((2 * intermediate) / tp));
    const compute = this.computeUs(6 * hidden * rankIntermediate * m * topK, this.gemmTFlops, mfu);
    // The world is tp ranks here, so W // tp = 1: each rank holds a slice of every expert.
    const memory = this.memoryUs(3 * hidden * rankIntermediate * weightBytes * experts);
    const main = { us: Math.max(compute, memory), provenance: compute >= memory ? mfu.provenance : MODELLED };
    if (sharedIntermediate === 0) return [main];
    return [main, this.gemm(m, hidden, 2 * sharedIntermediate), this.gemm(m, sharedIntermediate, hidden)];
  }

  /** Dispatch and combine over the world, and the all-reduce of tensor parallelism. */
  communicationUs(m: number): number {
    const { hidden, tp } = this.rank;
    if (tp === 1) return 0;
    const transfer = (bytes: number) => (bytes / GIB / this.gpu.nvlinkGBs) * US;
    return 2 * transfer(2 * m * tp * hidden) + transfer((4 * m * hidden * (tp - 1)) / tp);
  }

  private gemm(m: number, k: number, n: number): Priced {
    const mfu = this.mfu.gemm(m, k, n);
    return { us: this.computeUs(2 * m * k * n, this.gemmTFlops, mfu), provenance: mfu.provenance };
  }

  private computeUs(flops: number, peakTFlops: number, mfu: Mfu): number {
    if (mfu.value === 0) throw new ZeroMfuError(mfu);
    return (flops / 1e9 / (peakTFlops * GFLOPS_PER_TFLOPS * mfu.value)) * US;
  }

  private memoryUs(bytes: number): number {
    return (bytes / GIB / this.gpu.memoryGBs) * US;
  }
}
