/** A server that differs from the one described: factors, 1 = as it is. Absent ones are 1. */
export interface WhatIf {
  /** Memory bandwidth of the GPU. */
  readonly bandwidth?: number;
  /** Peak of its tensor cores. */
  readonly peak?: number;
  /** Time of all-reduces. */
  readonly allReduce?: number;
  /** Time of the GPU's kernels, all-reduces excepted. */
  readonly kernels?: number;
  /** Time of the host that the GPU waits for. */
  readonly host?: number;
  /** Blocks of the KV cache. */
  readonly kvBlocks?: number;
  /** Requests that may run at once. */
  readonly maxNumSeqs?: number;
  /** Share of prompt tokens that the prefix cache finds. */
  readonly hitRate?: number;
}

/** Places of a batch times a factor. A few places have no tenth: one more or one less then. */
export function scaledSlots(maxNumSeqs: number, factor: number): number {
  const slots = maxNumSeqs * factor;
  return Math.max(1, factor > 1 ? Math.ceil(slots) : Math.floor(slots));
}
