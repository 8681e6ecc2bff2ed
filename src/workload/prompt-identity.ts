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

/**
 * Block ids that a turn of a conversation needs. Where its answer is part of the next prompt, they run past its own prompt to the block
 * that the answer ends in: the cache then holds generated blocks too, as vLLM's does.
 */
export function namedBlocks(
  { promptTokens, outputTokens }: { promptTokens: number; outputTokens: number },
  answerContinues: boolean,
  blockTokens: number,
): number {
  if (!answerContinues) return Math.floor(promptTokens / blockTokens);
  return Math.floor((promptTokens + outputTokens) / blockTokens) + 1;
}

export interface SessionBlocks {
  readonly blocks: PromptBlocks;
  /** Turns whose prompt is shorter than that of the turn before: their context was cut, so they share nothing. */
  readonly restarted: number;
}

/**
 * Block ids for conversations: a prompt that is not shorter than the one before in its session begins with it, and with its answer
 * too where there is room for both.
 * @param session number of each row's session, -1 = none
 */
export function growingContextBlocks(
  rows: RequestTable,
  session: Int32Array,
  blockTokens: number,
): SessionBlocks {
  const before = turnsBefore(session);
  const answerContinues = new Uint8Array(rows.count);
  let restarted = 0;
  for (let row = 0; row < rows.count; row++) {
    const earlier = before[row]!;
    if (earlier < 0) continue;
    if (rows.promptTokens[row]! < rows.promptTokens[earlier]!) {
      before[row] = -1;
      restarted++;
    } else if (rows.promptTokens[row]! >= rows.promptTokens[earlier]! + rows.outputTokens[earlier]!) {
      answerContinues[earlier] = 1;
    }
  }
  const ids = new GrowableFloat64();
  const offsets = new Float64Array(rows.count + 1);
  let nextId = 0;
  for (let row = 0; row < rows.count; row++) {
    const turn = { promptTokens: rows.promptTokens[row]!, outputTokens: rows.outputTokens[row]! };
    const blocks = session[row]! < 0 ? 0 : namedBlocks(turn, answerContinues[row] === 1, blockTokens);
    const earlier = before[row]!;
    const from = earlier < 0 ? 0 : offsets[earlier]!;
    const shared = earlier < 0 ? 0 : Math.min(blocks, offsets[earlier + 1]! - from);
    for (let block = 0; block < shared; block++) ids.push(ids.get(from + block));
    for (let block = shared; block < blocks; block++) ids.push(nextId++);
    offsets[row + 1] = ids.length;
  }
  return { blocks: { blockTokens, offsets, ids: ids.finish() }, restarted };
}

/** The row before in the same session; -1 = none. */
function turnsBefore(session: Int32Array): Int32Array {
  const last = new Map<number, number>();
  return session.map((number, row) => {
    if (number < 0) return -1;
    const before = last.get(number) ?? -1;
    last.set(number, row);
    return before;
  });
}
