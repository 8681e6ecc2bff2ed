import type { KernelConstants } from "./kernels/constants.ts";
import { gemmUs } from "./kernels/gemm.ts";
import type { RankExperts } from "./mfu-layers.ts";

/** Kernels of a layer's routing beside its GEMMs: top-k softmax, alignment of tokens to experts, weighted sum. */
const ROUTING_KERNELS = 3;

/** Experts that at least one of `tokens` chooses, expected over independent uniform choices: E (1 - (1 - k/E)^N). */
export function expertsHit(experts: number, topK: number, tokens: number): number {
  return experts * (1 - (1 - topK / experts) ** tokens);
}

/**
 * The grouped GEMMs of one layer, gate-up and down, microseconds: the weights of each expert hit are read once, each
 * token is multiplied by k of them.
 *
 * A group of E matrices of n columns, each with its own share of the rows, has the weights, FLOPs and output tiles of
 * one matrix of E n columns with that share of the rows, and is priced as such.
 */
export function expertsUs(experts: RankExperts, tokens: number, c: KernelConstants): number {
  const { hidden, intermediate, topK, dtype } = experts;
  const hit = expertsHit(experts.experts, topK, tokens);
  const rows = (tokens * topK) / hit;
  return (
    gemmUs(rows, hidden, hit * 2 * intermediate, dtype, c) +
    gemmUs(rows, intermediate, hit * hidden, dtype, c)
  );
}

/** Routing and the weighted sum of the k outputs of each token, one layer, microseconds. */
export function routingUs({ topK, hidden }: RankExperts, tokens: number, c: KernelConstants): number {
  const { launchUs, memoryUtilisation } = c.elementwise;
  const bytes = tokens * hidden * 2 * (topK + 1);
  return ROUTING_KERNELS * launchUs + (bytes / (c.chip.memoryBytesPerS * memoryUtilisation)) * 1e6;
}
