/** A server that differs from the one described: factors, 1 = as it is. Absent ones are 1. */
export interface WhatIf {
  /** Memory bandwidth of the GPU. */
  readonly bandwidth?: number;
  /** Peak of its tensor cores. */
  readonly peak?: number;
  /** Time of all-reduces. */
  readonly allReduce?: number;
  /** Time of the host that the GPU waits for. */
  readonly host?: number;
  /** Blocks of the KV cache. */
  readonly kvBlocks?: number;
  /** Requests that may run at once. */
  readonly maxNumSeqs?: number;
  /** Share of prompt tokens that the prefix cache finds. */
  readonly hitRate?: number;
}
