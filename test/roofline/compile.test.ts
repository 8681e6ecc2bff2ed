import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StepPrice } from "../../src/engine/latency-model.ts";
import { createDirectMfuModel, createMfuModel } from "../../src/roofline/mfu-model.ts";
import { mfuOptions } from "./mfu-options.ts";
import { steps } from "./steps.ts";

describe("compiled prices", () => {
  it.each([
    ["llama-3.1-8b", 1],
    ["llama-3.1-8b", 4],
    ["qwen2.5-7b", 2],
  ] as const)("are the direct ones to the nanosecond: %s, tp %i", (name, tp) => {
    const options = mfuOptions(name, tp);
    const compiled = createMfuModel(options).model;
    const direct = createDirectMfuModel(options);
    const [a, b] = [new StepPrice(), new StepPrice()];
    fc.assert(
      fc.property(steps, (step) => {
        compiled.price(step, a);
        direct.price(step, b);
        expect(a).toEqual(b);
      }),
      { numRuns: 300 },
    );
  });

  it("are had for steps beyond the sizes they were made for", () => {
    const options = mfuOptions("llama-3.1-8b", 1);
    const small = createMfuModel({ ...options, maxNumBatchedTokens: 4, maxNumSeqs: 2 }).model;
    const large = createMfuModel(options).model;
    const [a, b] = [new StepPrice(), new StepPrice()];
    fc.assert(
      fc.property(steps, (step) => {
        small.price(step, a);
        large.price(step, b);
        expect(a).toEqual(b);
      }),
      { numRuns: 50 },
    );
  });
});
