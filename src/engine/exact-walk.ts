import type { Instance } from "./instance.ts";
import { compareRank } from "./rank.ts";
import { PHASE } from "./request-state.ts";

/**
 * Plans a step by going through the running list: needed when blocks or budget do not suffice for every running
 * request, so that it matters who comes first. Preempts to make room. Returns the budget left.
 */
export function walkRunning(instance: Instance, step: number): number {
  const { rows, running, decodes, kv, config } = instance;
  const { blockSize, longPrefillTokenThreshold: threshold } = config;
  /** Tokens given to each request, in running order. */
  const plan = new Map<number, number>();
  let budget = config.maxNumBatchedTokens;
  for (let row = running.head; row >= 0 && budget > 0; row = running.next[row]!) {
    const decoding = rows.phase[row] === PHASE.decode;
    const computed = decoding ? decodes.computed(row, step) : rows.computed[row]!;
    let tokens = decoding ? 1 : rows.tokens[row]! - computed;
    // Its last token is in flight (async scheduling): nothing left to compute.
    if (decoding && rows.finishStep[row]! < step) continue;
    if (threshold > 0 && tokens > threshold) tokens = threshold;
    if (tokens > budget) tokens = budget;
    const blocks = Math.ceil((computed + tokens) / blockSize) - Math.ceil(computed / blockSize);
    let victim = -1;
    while (kv.free < blocks && victim !== row) {
      victim = chooseVictim(instance);
      const given = plan.get(victim) ?? 0;
      budget += given;
      instance.preempt(victim, given);
    }
    if (victim === row) break;
    if (decoding) {
      kv.grow(blocks);
      if (instance.namesOutputs && (computed + 1) % blockSize === 0) kv.fill(row, computed + 1);
    } else kv.extend(row, computed, computed + tokens);
    plan.set(row, tokens);
    budget -= tokens;
  }
  carryOut(instance, step, plan);
  return budget;
}

/**
 * The last of the running list; under priorities the worst by (priority, arrival, row). Clocks of real servers never
 * tie; here row order stands for them, or two requests that arrive together could preempt each other for ever.
 */
function chooseVictim(instance: Instance): number {
  const { rows, running } = instance;
  if (instance.config.schedulingPolicy === "fcfs") return running.tail;
  let worst = running.head;
  for (let row = running.next[worst]!; row >= 0; row = running.next[row]!) {
    if (compareRank(rows, row, worst) > 0) worst = row;
  }
  return worst;
}

function carryOut(instance: Instance, step: number, plan: ReadonlyMap<number, number>): void {
  const { rows, running, decodes, shape, partials, skipped, resumed } = instance;
  partials.length = 0;
  for (let row = running.head; row >= 0; row = running.next[row]!) {
    const tokens = plan.get(row) ?? 0;
    if (rows.phase[row] === PHASE.decode) {
      if (tokens > 0) {
        shape.decodes += 1;
        shape.decodeContext += decodes.computed(row, step);
        if (instance.lagging.has(row)) resumed.push(row);
      } else if (rows.finishStep[row]! >= step) skipped.push(row);
      continue;
    }
    if (tokens > 0) {
      shape.addChunk(tokens, rows.computed[row]!);
      instance.chunkRows.push(row);
      rows.computed[row]! += tokens;
    } else instance.idle.push(row);
    if (rows.computed[row] === rows.tokens[row]) instance.promptEnds.push(row);
    else partials.push(row);
  }
}
