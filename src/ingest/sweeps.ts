/** The points at which kernels are timed. One list, for plans, kernel scripts, checks and modelled tables. */

export interface BenchShape {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
}

/** Attention shapes of the models most served: Qwen 7B, Llama 7B, Llama 3 8B, Llama 13B, Yi 34B, Llama 70B. */
export const BENCH_SHAPES: readonly BenchShape[] = [
  { heads: 28, kvHeads: 4, headDim: 128 },
  { heads: 32, kvHeads: 32, headDim: 128 },
  { heads: 32, kvHeads: 8, headDim: 128 },
  { heads: 40, kvHeads: 40, headDim: 128 },
  { heads: 56, kvHeads: 8, headDim: 128 },
  { heads: 64, kvHeads: 8, headDim: 128 },
];

/** Tensor-parallel sizes whose per-rank decode kernels are timed. */
export const DECODE_TP: readonly number[] = [1, 2, 4];

export const DECODE_BATCHES: readonly number[] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
const KV_LENGTHS: readonly number[] = [256, 512, 1024, 4096, 8192, 16384, 32768];
const LONG_KV_LENGTHS: readonly number[] = [65536, 131072];
/** Largest batch with the long KV lengths. */
const LONG_KV_MAX_BATCH = 64;

export function decodeKvLengths(batch: number): readonly number[] {
  return batch <= LONG_KV_MAX_BATCH ? [...KV_LENGTHS, ...LONG_KV_LENGTHS] : KV_LENGTHS;
}

export const PREFILL_LENGTHS: readonly number[] = [128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768];

export const GEMM_ROWS: readonly number[] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192];
export const GEMM_K: readonly number[] = [2048, 3584, 4096, 8192];
export const GEMM_N: readonly number[] = [6144, 11008, 14336, 18944, 24576];
