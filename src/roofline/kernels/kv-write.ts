import type { KernelConstants } from "./constants.ts";
import { smoothMax } from "./smooth-max.ts";

/** Most threads of a block of the kernel, and of an SM. */
const MOST_BLOCK_THREADS = 512;
const SM_THREADS = 2048;

/**
 * Writing the keys and values of new tokens into the paged cache, one layer, microseconds without the launch.
 *
 * vLLM's `reshape_and_cache_flash` starts one block a token with min(kvHeads * headDim, 512) threads: for few heads it
 * is bound by rounds of blocks, else by the bytes it reads (bf16) and writes.
 */
export function kvWriteUs(
  kvHeads: number,
  headDim: number,
  tokens: number,
  kvBytesPerElement: number,
  c: KernelConstants,
): number {
  const { writeUtilisation, writeRoundUs, writeOverlap } = c.prefill;
  const elements = 2 * kvHeads * headDim * tokens;
  const bytes = elements * (2 + kvBytesPerElement);
  const memoryUs = (bytes / (c.chip.memoryBytesPerS * writeUtilisation)) * 1e6;
  const threads = tokens * Math.min(MOST_BLOCK_THREADS, kvHeads * headDim);
  const rounds = threads / (SM_THREADS * c.chip.sms);
  return smoothMax(rounds * writeRoundUs, memoryUs, writeOverlap);
}
