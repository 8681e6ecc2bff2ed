import type { Instance } from "./instance.ts";

/**
 * Runs steps in which nothing changes but the clock and the context: everyone decodes, nobody ends, joins or lacks a
 * block. What `complete`, `planRunning` and `commitStep` do comes down to a few sums then. Stops before the first step
 * of another kind, and before any that ends at `limitNs` or later. Changes nothing but speed.
 */
export function runDecodes(instance: Instance, limitNs: number): void {
  const { decodes, kv, recorder, shape, price, usableBlocks } = instance;
  const async = instance.config.asyncScheduling;
  const count = decodes.count;
  const canAdmit = instance.waiting.length > 0 && instance.running.length < instance.config.maxNumSeqs;
  if (count === 0 || canAdmit || instance.partials.length > 0 || instance.lagging.size > 0) return;
  if (
    async !== (instance.queuedEndNs !== Number.POSITIVE_INFINITY) ||
    instance.namesOutputs ||
    instance.observer
  )
    return;
  shape.clear();
  shape.decodes = count;
  shape.logits = count;
  instance.padding.apply(shape, count);
  let { step, stepEndNs } = instance;
  while (stepEndNs < limitNs) {
    const next = step + 1;
    const blocks = decodes.blocksNeeded(next);
    if (blocks > kv.free) break;
    if (decodes.firstFinishing(async ? step - 1 : step) >= 0 || decodes.firstFinishing(next) >= 0) break;
    if (recorder.samples.nextNs < stepEndNs) {
      instance.clockNs = stepEndNs;
      instance.sample();
    }
    if (blocks > 0) {
      kv.grow(blocks);
      const used = usableBlocks - kv.free;
      if (used > recorder.peakKvBlocks) recorder.peakKvBlocks = used;
    }
    shape.decodeContext = decodes.contextSum;
    instance.priceStep();
    recorder.startNs = recorder.endNs;
    recorder.step(price, count);
    recorder.steadyGap(count);
    decodes.advance(count);
    step = next;
    stepEndNs = async ? recorder.startNs : recorder.endNs;
  }
  if (step === instance.step) return;
  instance.step = step;
  instance.stepEndNs = stepEndNs;
  if (async) instance.queuedEndNs = recorder.endNs;
}
