import type { KernelConstants } from "./constants.ts";

/**
 * Decode attention, one new token a sequence, microseconds a layer and rank.
 * `kvSum` is the sum of the sequences' KV lengths, in tokens; time is affine in it between regimes, never falling.
 */
export function decodeAttentionUs(
  heads: number,
  kvHeads: number,
  headDim: number,
  batch: number,
  kvSum: number,
  kvBytesPerElement: number,
  c: KernelConstants,
): number {
  void heads;
  if (batch === 0) return 0;
  const bytes = 2 * kvHeads * headDim * kvBytesPerElement * kvSum;
  return (bytes / (c.chip.memoryBytesPerS * c.decode.memoryUtilisation)) * 1e6 + c.decode.floorUs;
}
