import { prefillFlops } from "./bounds.ts";
import type { KernelConstants } from "./constants.ts";

/**
 * One launch of causal prefill attention over all chunks of a step, KV write included, microseconds a layer and rank.
 * `heads` and `kvHeads` are those of the rank; entries `0 .. chunks-1` of the arrays are read.
 */
export function prefillAttentionUs(
  heads: number,
  kvHeads: number,
  headDim: number,
  chunkTokens: ArrayLike<number>,
  chunkContext: ArrayLike<number>,
  chunks: number,
  c: KernelConstants,
): number {
  void kvHeads;
  if (chunks === 0) return 0;
  let flops = 0;
  for (let i = 0; i < chunks; i++) flops += prefillFlops(heads, headDim, chunkTokens[i]!, chunkContext[i]!);
  return (flops / (c.chip.bf16FlopsPerS * c.prefill.computeUtilisation)) * 1e6 + c.prefill.floorUs;
}
