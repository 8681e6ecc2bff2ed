import fc from "fast-check";
import { LAUNCH, StepShape } from "../../src/engine/latency-model.ts";

const launch = fc.constantFrom(LAUNCH.eager, LAUNCH.piecewiseGraph, LAUNCH.fullGraph);

/** Steps as a scheduler makes them: some decodes with their KV, some prefill chunks, at least one token. */
export const steps: fc.Arbitrary<StepShape> = fc
  .record({
    decodes: fc.oneof(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 300 })),
    meanContext: fc.integer({ min: 0, max: 20_000 }),
    chunks: fc.array(
      fc.record({
        tokens: fc.integer({ min: 1, max: 2048 }),
        context: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30_000 })),
        last: fc.boolean(),
      }),
      { maxLength: 4 },
    ),
    padding: fc.constantFrom(0, 0, 7),
    launch,
  })
  .filter(({ decodes, chunks }) => decodes + chunks.length > 0)
  .map(({ decodes, meanContext, chunks, padding, launch: how }) => {
    const step = new StepShape();
    step.decodes = decodes;
    step.decodeContext = decodes * meanContext;
    step.logits = decodes;
    for (const { tokens, context, last } of chunks) {
      step.addChunk(tokens, context);
      if (last) step.logits += 1;
    }
    step.batchTokens = decodes + step.prefillTokens + padding;
    step.launch = how;
    return step;
  });
