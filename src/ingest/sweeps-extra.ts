/** Points of the jobs beside the 25. */

export const ALL_REDUCE_IMPLS = ["custom", "nccl"] as const;
export type AllReduceImplementation = (typeof ALL_REDUCE_IMPLS)[number];
export const ALL_REDUCE_RANKS: readonly number[] = [2, 4, 8];
/** 256 B to 512 MiB. */
export const ALL_REDUCE_BYTES: readonly number[] = Array.from({ length: 22 }, (_, i) => 256 * 2 ** i);

/** Plain attention as the SDPA profile has it: not causal, as many KV heads as heads. */
export interface SdpaSizes {
  readonly heads: number;
  readonly batch: number;
  readonly seqLen: number;
  readonly headDim: number;
}

export const SDPA_HEADS: readonly number[] = [8, 16, 32, 64, 96, 128];
export const SDPA_SIZES = { batch: 16, seqLen: 512, headDim: 64 } as const;
