import { describe, expect, it } from "vitest";
import { workOf } from "../../src/report/step-work.ts";
import type { ModelShape } from "../../src/roofline/model-shape.ts";

const DENSE: ModelShape = {
  ...{ name: "tiny", layers: 2, hidden: 8, heads: 4, kvHeads: 2, headDim: 2, intermediate: 16, vocab: 100 },
  ...{ maxPositions: 1000, tiedEmbeddings: false, weightDtype: "bf16", kvDtype: "bf16" },
};
const NOTHING = {
  decodes: 0,
  decodeContext: 0,
  prefillTokens: 0,
  prefillContext: 0,
  prefillPairs: 0,
  logits: 0,
};
/** A layer: q and o 8*8 each, k and v 8*4 each, three matrices of 8*16. */
const WEIGHTS = 2 * (2 * 64 + 2 * 32 + 3 * 128);

describe("workOf", () => {
  it("counts decodes: weights once, each context read, each token written", () => {
    const { flops, bytes } = workOf(DENSE, 1)({ ...NOTHING, decodes: 3, decodeContext: 30, logits: 3 });
    // 33 pairs of 2 layers, 4 heads, QK and PV of 2 elements, 2 FLOPs each.
    expect(flops).toBe(2 * WEIGHTS * 3 + 2 * 8 * 100 * 3 + 33 * 2 * 4 * 4 * 2);
    // K and V of 2 layers, 2 heads of 2 elements, 2 bytes: 32 a token.
    expect(bytes).toBe(2 * WEIGHTS + 2 * 8 * 100 + 32 * (33 + 3));
  });

  it("counts prompt chunks by the pairs they attend to, and no head where nothing is sampled", () => {
    const { flops, bytes } = workOf(
      DENSE,
      1,
    )({ ...NOTHING, prefillTokens: 4, prefillContext: 4, prefillPairs: 10 });
    expect(flops).toBe(2 * WEIGHTS * 4 + 10 * 64);
    expect(bytes).toBe(2 * WEIGHTS + 32 * (4 + 4));
  });

  it("replicates KV heads where there are more ranks than heads", () => {
    const step = { ...NOTHING, decodes: 1, decodeContext: 9, logits: 1 };
    expect(workOf(DENSE, 4)(step).bytes - workOf(DENSE, 1)(step).bytes).toBe(32 * 11);
    expect(workOf(DENSE, 4)(step).flops).toBe(workOf(DENSE, 1)(step).flops);
  });

  it("computes the experts of each token, and reads those that any token takes", () => {
    const moe = {
      experts: 4,
      topK: 1,
      expertIntermediate: 16,
      sharedExperts: 0,
      sharedIntermediate: 0,
      firstDenseLayers: 0,
    };
    const step = { ...NOTHING, decodes: 1, logits: 0 };
    const one = workOf({ ...DENSE, moe }, 1);
    // One expert a layer is as much as the dense feed-forward; the router adds 8*4 a layer.
    expect(one(step).flops).toBe(workOf(DENSE, 1)(step).flops + 2 * 2 * 32);
    expect(one(step).bytes).toBe(workOf(DENSE, 1)(step).bytes + 2 * 2 * 32);
    const many = one({ ...step, decodes: 1000 });
    const expert = 2 * 3 * 128 * 2;
    expect(many.bytes - 32 * 2000 - (2 * 64 + 2 * 32) * 2 * 2 - 128).toBeCloseTo(4 * expert, 6);
  });

  it("halves the bytes of FP8 weights, not those of the head", () => {
    const step = { ...NOTHING, decodes: 1, logits: 1 };
    const saved = workOf(DENSE, 1)(step).bytes - workOf({ ...DENSE, weightDtype: "fp8" }, 1)(step).bytes;
    expect(saved).toBe(WEIGHTS);
  });
});
