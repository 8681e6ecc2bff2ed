import type { PromptBlocks, RequestTable } from "../engine/request-table.ts";
import { PrefixTree } from "./prefix-tree.ts";

export interface PrefixReuse {
  /** hitTokens / inputTokens. */
  readonly infiniteCacheHitRatio: number;
  readonly hitTokens: number;
  readonly inputTokens: number;
}

/**
 * Prompt tokens that a prefix cache without limits would serve, requests taken in table order: whole KV blocks only, and at most
 * floor((input - 1) / block) blocks of a prompt, for the last token is always computed (vLLM, kv_cache_manager.get_computed_blocks).
 */
export function prefixReuse(requests: RequestTable, kvBlockTokens = 16): PrefixReuse {
  let inputTokens = 0;
  for (let row = 0; row < requests.count; row++) inputTokens += requests.promptTokens[row]!;
  const hitTokens = countHits(requests, kvBlockTokens) * kvBlockTokens;
  return { infiniteCacheHitRatio: inputTokens === 0 ? 0 : hitTokens / inputTokens, hitTokens, inputTokens };
}

/** KV blocks hit in all. An id of the trace stands for `subBlocks` KV blocks. */
function countHits(requests: RequestTable, kvBlockTokens: number): number {
  const { promptBlocks, promptTokens, count } = requests;
  if (!promptBlocks) return 0;
  const { offsets, ids, blockTokens } = promptBlocks;
  const subBlocks = Math.floor(blockTokens / kvBlockTokens);
  const tree = new PrefixTree();
  let hits = 0;
  for (let row = 0; row < count; row++) {
    const promptFull = Math.floor(promptTokens[row]! / kvBlockTokens);
    const mostHits = Math.floor((promptTokens[row]! - 1) / kvBlockTokens);
    const stored = Math.floor(namedTokens(requests, promptBlocks, row) / kvBlockTokens);
    let node = PrefixTree.ROOT;
    let matching = true;
    let matched = 0;
    for (
      let at = offsets[row]!, first = 0;
      at < offsets[row + 1]! && first < stored;
      at++, first += subBlocks
    ) {
      node = tree.findOrAdd(node, ids[at]!);
      if (matching) {
        const found = Math.min(subBlocks, Math.max(0, promptFull - first), tree.storedOf(node));
        matched += found;
        matching = found === subBlocks;
      }
      tree.store(node, Math.min(subBlocks, stored - first));
    }
    hits += Math.min(matched, mostHits);
  }
  return hits;
}

/** Tokens whose blocks the ids name: the prompt, or where they run past it, all that is computed (the last token never is). */
function namedTokens(
  { promptTokens, outputTokens }: RequestTable,
  blocks: PromptBlocks,
  row: number,
): number {
  const ids = blocks.offsets[row + 1]! - blocks.offsets[row]!;
  const prompt = promptTokens[row]!;
  return (ids - 1) * blocks.blockTokens >= prompt ? prompt + outputTokens[row]! - 1 : prompt;
}
