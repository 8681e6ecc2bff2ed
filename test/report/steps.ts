import { LAUNCH, StepPrice, StepShape } from "../../src/engine/latency-model.ts";
import type { StepRecord } from "../../src/engine/replica.ts";
import { StepLog } from "../../src/report/step-log.ts";

/** A step as a test writes it: prompt chunks as [tokens, context], times in whole nanoseconds. */
export interface StepSpec {
  readonly replica?: number;
  readonly step?: number;
  readonly startNs: number;
  readonly gemmNs?: number;
  readonly attentionNs?: number;
  readonly decodes?: number;
  readonly decodeContext?: number;
  readonly chunks?: readonly (readonly [tokens: number, context: number])[];
  readonly running?: number;
  readonly waiting?: number;
}

export function stepRecord(spec: StepSpec): StepRecord {
  const { replica = 0, step = 1, startNs, gemmNs = 1000, attentionNs = 0, chunks = [] } = spec;
  const shape = new StepShape();
  for (const [tokens, context] of chunks) shape.addChunk(tokens, context);
  shape.decodes = spec.decodes ?? 0;
  shape.decodeContext = spec.decodeContext ?? 0;
  shape.logits = shape.decodes + shape.chunks;
  shape.batchTokens = shape.decodes + shape.prefillTokens;
  shape.launch = LAUNCH.fullGraph;
  const price = new StepPrice();
  price.gemmNs = gemmNs;
  price.attentionNs = attentionNs;
  price.totalNs = gemmNs + attentionNs;
  const { running = 1, waiting = 0 } = spec;
  return {
    ...{ replica, step, startNs, endNs: startNs + price.totalNs, shape, price },
    ...{ running, waiting, kvBlocks: 7 },
  };
}

export function stepLog(specs: readonly StepSpec[], capacity = Number.POSITIVE_INFINITY): StepLog {
  const log = new StepLog(capacity);
  for (const spec of specs) log.add(stepRecord(spec));
  return log;
}
