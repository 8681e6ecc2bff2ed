import type { Instance } from "./instance.ts";
import { PHASE } from "./request-state.ts";

/**
 * Recounts one replica from its lists and compares with its sums.
 * @throws Error naming the first thing that does not agree.
 */
export function checkInstance(instance: Instance, nowNs: number): void {
  const { rows, running, decodes, kv, config, shape } = instance;
  const next = instance.step + 1;
  let decoding = 0;
  let context = 0;
  let partial = 0;
  let blocks = 0;
  let count = 0;
  let order = -1;
  for (let row = running.head; row >= 0; row = running.next[row]!) {
    const isDecode = rows.phase[row] === PHASE.decode;
    // The last token may be in flight already; nothing is computed after it.
    const step = Math.min(next, rows.finishStep[row]! + 1);
    const computed = isDecode ? rows.computed[row]! + step : rows.computed[row]!;
    expect(rows.order[row]! > order, `running list out of order at request ${row}`);
    order = rows.order[row]!;
    count += 1;
    blocks += Math.ceil(computed / config.blockSize);
    expect(computed >= 1 && computed < config.maxModelLen, `request ${row} has ${computed} tokens computed`);
    if (!isDecode) {
      partial += 1;
      expect(computed < rows.tokens[row]!, `request ${row} should have ended its prompt`);
    } else if (rows.finishStep[row]! >= next) {
      decoding += 1;
      context += computed;
    }
  }
  const waiting = instance.waiting.rows();
  expect(count === running.length, "running list does not count its members");
  expect(waiting.length === instance.waiting.length, "waiting queue does not count its members");
  for (const row of waiting) expect(rows.phase[row] === PHASE.waiting, `request ${row} waits out of phase`);
  expect(decoding === decodes.count, `${decoding} decodes, counted ${decodes.count}`);
  expect(context === decodes.contextSum, `decode context ${context}, summed ${decodes.contextSum}`);
  expect(
    partial === instance.partials.length,
    `${partial} partial prompts, listed ${instance.partials.length}`,
  );
  expect(kv.free >= 0, `${kv.free} free blocks`);
  expect(blocks === kv.references(), `requests hold ${blocks} blocks, ${kv.references()} references counted`);
  expect(count <= config.maxNumSeqs, `${count} requests run, max_num_seqs is ${config.maxNumSeqs}`);
  expect(
    shape.decodes + shape.prefillTokens <= config.maxNumBatchedTokens,
    `a step of ${shape.decodes + shape.prefillTokens} tokens exceeds the budget`,
  );
  const busy = instance.stepEndNs !== Number.POSITIVE_INFINITY;
  expect(!busy || instance.stepEndNs > nowNs, `step ends at ${instance.stepEndNs} ns, it is ${nowNs} ns`);
  expect(busy || instance.load === 0, `idle at ${nowNs} ns with ${instance.load} requests`);
}

function expect(holds: boolean, broken: string): void {
  if (!holds) throw new Error(`engine invariant broken: ${broken}`);
}
