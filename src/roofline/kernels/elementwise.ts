import type { KernelConstants } from "./constants.ts";

/**
 * The elementwise kernels of one layer (two RMSNorms with residual, rotary embedding, SiLU times gate), microseconds.
 * Widths are per rank: `qkvWidthPerRank` = (h + 2g) dH.
 */
export function elementwiseUs(
  tokens: number,
  hidden: number,
  intermediatePerRank: number,
  qkvWidthPerRank: number,
  c: KernelConstants,
): number {
  const { kernelsPerLayer, launchUs, memoryUtilisation } = c.elementwise;
  const bytes = tokens * (8 * hidden + 6 * intermediatePerRank + 4 * qkvWidthPerRank);
  return kernelsPerLayer * launchUs + (bytes / (c.chip.memoryBytesPerS * memoryUtilisation)) * 1e6;
}
