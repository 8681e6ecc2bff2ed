import type { Instance } from "./instance.ts";
import { PHASE } from "./request-state.ts";
import { FINISH } from "./result.ts";
import type { WaterfallLedger } from "./waterfall-ledger.ts";

/** Writes down what the step will have done when it ends, and moves the sums on to the next one. */
export function commitStep(instance: Instance, step: number): void {
  const { rows, decodes, recorder, shape } = instance;
  recorder.step(instance.price, shape.logits);
  if (instance.ledger) bookStep(instance, instance.ledger);
  const used = instance.usableBlocks - instance.kv.free;
  if (used > recorder.peakKvBlocks) recorder.peakKvBlocks = used;
  if (instance.promptEnds.length + instance.resumed.length === 0) {
    if (shape.decodes > 0) recorder.steadyGap(shape.decodes);
  } else recordGaps(instance);
  decodes.advance(shape.decodes);
  if (instance.lagging.size + instance.skipped.length > 0) putOffSkipped(instance);
  for (let row = decodes.firstFinishing(step); row >= 0; row = rows.calendarNext[row]!) {
    decodes.retire(row, step);
    recordFinish(instance, row);
  }
  for (let i = 0; i < instance.promptEnds.length; i++) {
    const row = instance.promptEnds.rows[i]!;
    const computed = rows.tokens[row]!;
    const left = rows.outputTokens[row]! - (computed - rows.promptTokens[row]!) - 1;
    if (left > 0) decodes.join(row, computed, step + 1, step + left);
    else {
      rows.phase[row] = PHASE.decode;
      rows.computed[row] = computed - (step + 1);
      decodes.link(row, step);
      recordFinish(instance, row);
    }
  }
  instance.step = step;
}

/** Decodes that ran without a break share one gap, weighted; the others have their own. */
function recordGaps(instance: Instance): void {
  const { rows, late, recorder } = instance;
  const { endNs } = recorder;
  late.length = 0;
  for (let i = 0; i < instance.resumed.length; i++) late.push(instance.resumed.rows[i]!);
  for (let i = 0; i < instance.promptEnds.length; i++) {
    const row = instance.promptEnds.rows[i]!;
    if (Number.isNaN(rows.firstTokenNs[row])) rows.firstTokenNs[row] = endNs;
    else late.push(row);
  }
  const steady = instance.shape.decodes - instance.resumed.length;
  if (late.length === 0) {
    if (steady > 0) recorder.steadyGap(steady);
    return;
  }
  const steadyNs = endNs - recorder.previousEndNs;
  if (late.length > 1) late.sortBy(rows.order);
  const gapNs = Array.from(late.rows.subarray(0, late.length), (row) => endNs - rows.lastTokenNs[row]!);
  // A request preempted and taken back within one step did not miss any.
  const weight = steady + gapNs.filter((gap) => gap === steadyNs).length;
  if (weight > 0) recorder.steadyGap(weight);
  for (const gap of gapNs) if (gap !== steadyNs) recorder.gaps.push(gap, 1);
}

function putOffSkipped(instance: Instance): void {
  const { skipped } = instance;
  for (let i = 0; i < skipped.length; i++) {
    const row = skipped.rows[i]!;
    if (!instance.lagging.has(row)) instance.rows.lastTokenNs[row] = instance.recorder.previousEndNs;
    instance.decodes.delay(row);
  }
  instance.lagging.clear();
  for (let i = 0; i < skipped.length; i++) instance.lagging.add(skipped.rows[i]!);
}

/** Books the step's time to those it gave tokens and those it left out. A request that ends with it is closed after. */
function bookStep(instance: Instance, ledger: WaterfallLedger): void {
  const { rows, shape, price, chunkRows, promptEnds, skipped, idle } = instance;
  ledger.step(shape, price, instance.blocked);
  for (let i = 0; i < chunkRows.length; i++) {
    const row = chunkRows.rows[i]!;
    const again = !Number.isNaN(rows.firstTokenNs[row]);
    ledger.chunk(row, shape, shape.chunkTokens[i]!, shape.chunkContext[i]!, again);
  }
  for (let i = 0; i < idle.length; i++) ledger.idles(idle.rows[i]!, price);
  for (let i = 0; i < skipped.length; i++) ledger.skips(skipped.rows[i]!, price);
  for (let i = 0; i < promptEnds.length; i++) {
    const row = promptEnds.rows[i]!;
    if (Number.isNaN(rows.firstTokenNs[row])) ledger.firstToken(row);
    ledger.decodes(row);
  }
}

function recordFinish(instance: Instance, row: number): void {
  const { rows } = instance;
  instance.ledger?.decoded(row);
  rows.lastTokenNs[row] = instance.recorder.endNs;
  rows.finish[row] = rows.outputTokens[row]! < rows.requestedTokens[row]! ? FINISH.length : FINISH.stop;
}
