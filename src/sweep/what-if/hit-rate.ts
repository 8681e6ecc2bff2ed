import type { PromptBlocks, RequestTable } from "../../engine/request-table.ts";
import { UserError } from "../../errors.ts";
import { prefixReuse } from "../../workload/prefix-reuse.ts";
import { randomStream } from "../../workload/rng.ts";

/** Halvings of the share of rows that change. */
const HALVINGS = 12;

/**
 * The same requests with more or less of their prompts shared, so that a cache without limits would find `factor` times as
 * many tokens, as nearly as whole requests allow. Fewer: some prompts become distinct from all others. More: some become
 * copies of the prompt before them. Which ones is drawn once, so that a larger change contains every smaller one.
 * @throws UserError when no prompt is shared at all
 */
export function withHitRate(requests: RequestTable, factor: number, blockTokens: number): RequestTable {
  const { promptBlocks } = requests;
  const base = prefixReuse(requests, blockTokens).hitTokens;
  if (promptBlocks === undefined || base === 0) {
    throw new UserError({
      field: "hit rate",
      message: "has no meaning here: the workload shares no prompts",
    });
  }
  const draw = randomStream(0, "hit-rate");
  const drawn = Float64Array.from({ length: requests.count }, draw);
  const change = factor < 1 ? distinctPrompts : copiedPrompts;
  const at = (share: number): RequestTable => {
    const blocks = change(requests, promptBlocks, (row) => drawn[row]! < share);
    return { ...requests, promptBlocks: blocks };
  };
  const reached = (share: number): boolean => {
    const tokens = prefixReuse(at(share), blockTokens).hitTokens;
    return factor < 1 ? tokens <= factor * base : tokens >= factor * base;
  };
  let [low, high] = [0, 1];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (reached(middle)) high = middle;
    else low = middle;
  }
  return at(high);
}

type Chosen = (row: number) => boolean;

function distinctPrompts({ count }: RequestTable, blocks: PromptBlocks, chosen: Chosen): PromptBlocks {
  return rebuilt(count, blocks, (row) => (chosen(row) ? [] : idsOf(blocks, row)));
}

function copiedPrompts(
  { count, promptTokens }: RequestTable,
  blocks: PromptBlocks,
  chosen: Chosen,
): PromptBlocks {
  let fresh = blocks.ids.reduce((most, id) => Math.max(most, id), 0) + 1;
  let before: readonly number[] = [];
  return rebuilt(count, blocks, (row) => {
    const full = Math.floor(promptTokens[row]! / blocks.blockTokens);
    if (chosen(row) && before.length > 0) return before.slice(0, full);
    const own = [...idsOf(blocks, row)];
    // Names for what no other prompt shares, so that a copy shares it too.
    while (own.length < full) own.push(fresh++);
    before = own;
    return own;
  });
}

function idsOf({ offsets, ids }: PromptBlocks, row: number): Float64Array {
  return ids.subarray(offsets[row]!, offsets[row + 1]!);
}

function rebuilt(
  count: number,
  { blockTokens }: PromptBlocks,
  idsOfRow: (row: number) => ArrayLike<number>,
): PromptBlocks {
  const rows = Array.from({ length: count }, (_, row) => idsOfRow(row));
  const offsets = new Float64Array(count + 1);
  for (const [row, ids] of rows.entries()) offsets[row + 1] = offsets[row]! + ids.length;
  const ids = new Float64Array(offsets[count]!);
  for (const [row, own] of rows.entries()) ids.set(own, offsets[row]!);
  return { blockTokens, offsets, ids };
}
