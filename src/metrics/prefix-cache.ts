import type { RequestTable } from "../engine/request-table.ts";
import { FINISH, type SimulationResult } from "../engine/result.ts";

/** How much of the prompts the prefix cache served, counted in two ways. Tokens; ratios are 0 where nothing was asked. */
export interface PrefixCacheHits {
  /** Once a request: found at its first admission, of all prompt tokens that were not rejected. */
  readonly hitRatio: number;
  readonly hitTokens: number;
  readonly promptTokens: number;
  /**
   * vLLM's counter (`vllm:prefix_cache_hits` over `vllm:prefix_cache_queries`): once a scheduling attempt, so that a request that
   * waits at the head of the queue counts again at every step. Those that come back from a preemption are counted apart.
   */
  readonly vllmCounter: SimulationResult["prefixCache"] & { readonly hitRatio: number };
}

export function prefixCacheHits({
  result,
  requests,
}: {
  result: SimulationResult;
  requests: RequestTable;
}): PrefixCacheHits {
  const { finish, cachedTokens, prefixCache } = result;
  let [hitTokens, promptTokens] = [0, 0];
  for (let row = 0; row < result.count; row++) {
    if (finish[row] === FINISH.rejected) continue;
    promptTokens += requests.promptTokens[row]!;
    hitTokens += cachedTokens[row]!;
  }
  return {
    hitRatio: ratio(hitTokens, promptTokens),
    hitTokens,
    promptTokens,
    vllmCounter: { hitRatio: ratio(prefixCache.hitTokens, prefixCache.queriedTokens), ...prefixCache },
  };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
