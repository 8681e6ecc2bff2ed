import type { Instance } from "./instance.ts";
import type { RowBuffer } from "./row-buffer.ts";

/**
 * Plans all running requests from sums; returns the budget left, or -1 when some of them must go without.
 * Every order of allocation gives the same result as long as all of it succeeds.
 */
export function planRunning(instance: Instance, step: number): number {
  const { decodes, kv, shape, partials } = instance;
  let budget = instance.config.maxNumBatchedTokens - decodes.count;
  let blocks = decodes.blocksNeeded(step);
  if (partials.length > 0) {
    const partialBlocks = planPartials(instance, budget);
    if (partialBlocks < 0) return -1;
    blocks += partialBlocks;
  }
  if (blocks > kv.free) {
    shape.clear();
    return -1;
  }
  shape.decodes = decodes.count;
  shape.decodeContext = decodes.contextSum;
  if (blocks > 0) kv.grow(decodes.blocksNeeded(step));
  const filling = instance.namesOutputs ? decodes.fillers(step) : undefined;
  if (partials.length > 0) {
    extendPartials(instance, step, filling);
    budget -= shape.prefillTokens;
  } else if (filling) fillNamed(instance, step, filling, 0, Number.POSITIVE_INFINITY);
  if (instance.lagging.size > 0) for (const row of instance.lagging) instance.resumed.push(row);
  return budget;
}

/** Adds a chunk for each partial prompt; returns the blocks they need, or -1 when the budget runs out before the last of the list. */
function planPartials(instance: Instance, budget: number): number {
  const { rows, partials, shape } = instance;
  const { blockSize, longPrefillTokenThreshold: threshold } = instance.config;
  let left = budget;
  let blocks = 0;
  for (let i = 0; i < partials.length; i++) {
    const row = partials.rows[i]!;
    const computed = rows.computed[row]!;
    let tokens = rows.tokens[row]! - computed;
    if (threshold > 0 && tokens > threshold) tokens = threshold;
    if (tokens > left) {
      if (row !== instance.running.tail || left === 0) {
        shape.clear();
        return -1;
      }
      tokens = left;
    }
    blocks += Math.ceil((computed + tokens) / blockSize) - Math.ceil(computed / blockSize);
    shape.addChunk(tokens, computed);
    left -= tokens;
  }
  return blocks;
}

function extendPartials(instance: Instance, step: number, filling: RowBuffer | undefined): void {
  const { rows, partials, shape } = instance;
  let kept = 0;
  let filled = 0;
  for (let i = 0; i < partials.length; i++) {
    const row = partials.rows[i]!;
    if (filling) filled = fillNamed(instance, step, filling, filled, rows.order[row]!);
    const computed = shape.chunkContext[i]!;
    const after = computed + shape.chunkTokens[i]!;
    instance.kv.extend(row, computed, after);
    rows.computed[row] = after;
    instance.chunkRows.push(row);
    if (after === rows.tokens[row]) instance.promptEnds.push(row);
    else partials.rows[kept++] = row;
  }
  if (filling) fillNamed(instance, step, filling, filled, Number.POSITIVE_INFINITY);
  partials.length = kept;
}

/**
 * Enters the blocks that decodes fill, from number `from` of `filling` up to the place `before` in the running list:
 * of equal blocks the one entered first is the one that is found. Returns where it stopped.
 */
function fillNamed(
  instance: Instance,
  step: number,
  filling: RowBuffer,
  from: number,
  before: number,
): number {
  const { kv, rows, decodes } = instance;
  let i = from;
  for (; i < filling.length && rows.order[filling.rows[i]!]! < before; i++) {
    const row = filling.rows[i]!;
    kv.fill(row, decodes.computed(row, step) + 1);
  }
  return i;
}
