import type { PromptBlocks, RequestTable } from "../engine/request-table.ts";
import { GrowableFloat64 } from "./growable.ts";

/**
 * Block ids for prompts that are known by name: rows of equal number are the same prompt, so all their full blocks are shared
 * from position 0. A prompt that occurs once gets no ids: nothing can be shared with it.
 * @param promptId number of each row's prompt, -1 = distinct from all others
 */
export function samePromptBlocks(
  rows: RequestTable,
  promptId: Int32Array,
  blockTokens: number,
): PromptBlocks {
  const prompts = promptId.reduce((most, id) => Math.max(most, id), -1) + 1;
  const uses = new Int32Array(prompts);
  const blocks = new Int32Array(prompts);
  for (let row = 0; row < rows.count; row++) {
    const id = promptId[row]!;
    if (id < 0) continue;
    uses[id]!++;
    blocks[id] = Math.max(blocks[id]!, Math.floor(rows.promptTokens[row]! / blockTokens));
  }
  const firstId = new Float64Array(prompts);
  let nextId = 0;
  for (let id = 0; id < prompts; id++) {
    firstId[id] = nextId;
    if (uses[id]! > 1) nextId += blocks[id]!;
  }
  const ids = new GrowableFloat64();
  const offsets = new Float64Array(rows.count + 1);
  for (let row = 0; row < rows.count; row++) {
    const id = promptId[row]!;
    const shared = id >= 0 && uses[id]! > 1 ? Math.floor(rows.promptTokens[row]! / blockTokens) : 0;
    for (let block = 0; block < shared; block++) ids.push(firstId[id]! + block);
    offsets[row + 1] = ids.length;
  }
  return { blockTokens, offsets, ids: ids.finish() };
}

export interface SessionBlocks {
  readonly blocks: PromptBlocks;
  /** Turns whose prompt is shorter than that of the turn before: their context was cut, so they share nothing. */
  readonly restarted: number;
}

/**
 * Block ids for conversations: the prompt of a turn begins with the whole prompt of the turn before it, and its full blocks are shared.
 * @param session number of each row's session, -1 = none
 */
export function growingContextBlocks(
  rows: RequestTable,
  session: Int32Array,
  blockTokens: number,
): SessionBlocks {
  const ids = new GrowableFloat64();
  const offsets = new Float64Array(rows.count + 1);
  const lastTurn = new Map<number, number>();
  let nextId = 0;
  let restarted = 0;
  for (let row = 0; row < rows.count; row++) {
    const number = session[row]!;
    if (number >= 0) {
      const before = lastTurn.get(number);
      lastTurn.set(number, row);
      const grows = before !== undefined && rows.promptTokens[row]! >= rows.promptTokens[before]!;
      if (before !== undefined && !grows) restarted++;
      const from = grows ? offsets[before]! : 0;
      const kept = grows ? offsets[before + 1]! - from : 0;
      for (let block = 0; block < kept; block++) ids.push(ids.get(from + block));
      const blocks = Math.floor(rows.promptTokens[row]! / blockTokens);
      for (let block = kept; block < blocks; block++) ids.push(nextId++);
    }
    offsets[row + 1] = ids.length;
  }
  return { blocks: { blockTokens, offsets, ids: ids.finish() }, restarted };
}
