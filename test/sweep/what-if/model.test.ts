import { describe, expect, it } from "vitest";
import { type LatencyModel, STEP_PARTS, StepPrice, StepShape } from "../../../src/engine/latency-model.ts";
import { latencyModelOf } from "../../../src/sweep/prepare.ts";
import { whatIfModel } from "../../../src/sweep/what-if/model.ts";
import type { WhatIf } from "../../../src/sweep/what-if/what-if.ts";
import { serverOf } from "../servers.ts";

function stepOf(chunk: number, decodes: number): StepShape {
  const step = new StepShape();
  if (chunk > 0) step.addChunk(chunk, 0);
  step.decodes = decodes;
  step.decodeContext = decodes * 1000;
  step.logits = step.chunks + decodes;
  step.batchTokens = chunk + decodes;
  return step;
}

function priceOf(model: LatencyModel, step: StepShape): StepPrice {
  const price = new StepPrice();
  model.price(step, price);
  return price;
}

const PREFILL = stepOf(4096, 0);
const DECODE = stepOf(0, 8);

describe.each(["mfu", "calibrated"] as const)("a server of another kind, by %s", (name) => {
  const server = serverOf({ "latency-model": name, tp: "2" });
  const base = latencyModelOf(server, () => {});
  const ratio = (whatIf: WhatIf, step: StepShape) =>
    priceOf(whatIfModel(server, base, whatIf), step).totalNs / priceOf(base, step).totalNs;

  it("speeds up what the changed part limits", () => {
    expect(ratio({ peak: 1.2 }, PREFILL)).toBeLessThan(0.95);
    expect(ratio({ bandwidth: 1.2 }, PREFILL)).toBeGreaterThan(0.95);
    expect(ratio({ bandwidth: 1.2 }, DECODE)).toBeLessThan(0.95);
    expect(ratio({ peak: 1.2 }, DECODE)).toBeGreaterThan(0.97);
    expect(ratio({ peak: 0.8 }, PREFILL)).toBeGreaterThan(1.05);
  });

  it("scales all-reduces and host time alone", () => {
    const price = priceOf(base, DECODE);
    const changed = priceOf(whatIfModel(server, base, { allReduce: 1.5, host: 2 }), DECODE);
    expect(changed.allReduceNs).toBe(Math.round(price.allReduceNs * 1.5));
    expect(changed.hostNs).toBe(price.hostNs * 2);
    expect(changed.gemmNs).toBe(price.gemmNs);
  });

  it("keeps prices whole: parts sum to the total, nothing counts as measured", () => {
    for (const step of [PREFILL, DECODE, stepOf(300, 60)]) {
      const price = priceOf(whatIfModel(server, base, { bandwidth: 0.9, peak: 1.1, allReduce: 1.1 }), step);
      expect(STEP_PARTS.reduce((sum, part) => sum + price[`${part}Ns`], 0)).toBe(price.totalNs);
      expect(Number.isSafeInteger(price.totalNs)).toBe(true);
      if (name === "mfu") expect(price.modelledNs).toBe(price.totalNs);
    }
  });

  it("is the same server where nothing changes", () => {
    expect(whatIfModel(server, base, {})).toBe(base);
    expect(whatIfModel(server, base, { bandwidth: 1, peak: 1, allReduce: 1, kvBlocks: 2 })).toBe(base);
  });
});

it("says that InferSim cannot tell", () => {
  const server = serverOf({ "latency-model": "infersim", model: "qwen3-8b" });
  const base = latencyModelOf(server, () => {});
  expect(() => whatIfModel(server, base, { peak: 1.1 })).toThrow("does not say what another chip would do");
});
