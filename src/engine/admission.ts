import type { Instance } from "./instance.ts";
import { PHASE } from "./request-state.ts";

/** Admits waiting requests, head first, while places, budget and blocks last; returns whether it was blocks that did not. */
export function admitWaiting(instance: Instance, budget: number): boolean {
  const { rows, kv, waiting, running, shape, config } = instance;
  const { blockSize, prefixCaching, maxNumSeqs, longPrefillTokenThreshold: threshold } = config;
  let left = budget;
  while (waiting.length > 0 && left > 0 && running.length < maxNumSeqs) {
    const row = waiting.peek();
    const tokens = rows.tokens[row]!;
    let hit = 0;
    let hitFree = 0;
    if (prefixCaching) {
      hit = kv.lookup(row, tokens);
      hitFree = kv.hitFree;
      instance.recorder.lookup(tokens, hit * blockSize, rows.preemptions[row]! > 0);
    }
    const cached = hit * blockSize;
    let chunk = tokens - cached;
    if (threshold > 0 && chunk > threshold) chunk = threshold;
    if (chunk > left) {
      if (!config.chunkedPrefill) break;
      chunk = left;
    }
    const reserve = config.fullSequenceAdmission ? tokens : cached + chunk;
    if (Math.ceil(reserve / blockSize) - hit + hitFree > kv.free) return true;
    waiting.pop();
    running.push(row);
    kv.admit(row, hit, cached + chunk);
    rows.order[row] = instance.admissions++;
    rows.phase[row] = PHASE.prefill;
    rows.computed[row] = cached + chunk;
    if (Number.isNaN(rows.firstScheduledNs[row])) {
      rows.firstScheduledNs[row] = instance.recorder.startNs;
      rows.cachedTokens[row] = cached;
    }
    instance.ledger?.joins(row, instance.recorder.startNs);
    shape.addChunk(chunk, cached);
    instance.chunkRows.push(row);
    left -= chunk;
    if (cached + chunk === tokens) instance.promptEnds.push(row);
    else instance.partials.push(row);
  }
  return false;
}
