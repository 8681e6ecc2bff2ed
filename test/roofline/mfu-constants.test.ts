import { describe, expect, it } from "vitest";
import { LAUNCH, StepPrice, StepShape } from "../../src/engine/latency-model.ts";
import { createMfuModel } from "../../src/roofline/mfu-model.ts";
import { mfuOptions } from "./mfu-options.ts";

function decode(batch: number, context: number): StepShape {
  const step = new StepShape();
  Object.assign(step, { decodes: batch, decodeContext: batch * context, logits: batch, batchTokens: batch });
  step.launch = LAUNCH.fullGraph;
  return step;
}

describe("host time", () => {
  const options = mfuOptions("llama-3.1-8b", 1);
  const mfu = {
    ...{ hostSyncUs: 1000, hostSyncPerSequenceUs: 10, hostAsyncUs: 300, hostAsyncPerSequenceUs: 3 },
    ...{ hostEarlyAsyncUs: 600, hostEarlyAsyncPerSequenceUs: 6, admissionUs: 0, admissionPerTokenUs: 0 },
  };
  const hostNs = (more: object, constants: object = mfu) => {
    const out = new StepPrice();
    const gpu = { ...options.gpu, mfu: constants as typeof mfu };
    createMfuModel({ ...options, gpu, ...more }).model.price(decode(10, 1000), out);
    return out.hostNs;
  };

  it("depends on scheduling, and on whether the version is made for async scheduling", () => {
    expect(hostNs({ asyncScheduling: false, vllmVersion: "0.11" })).toBe(1_100_000);
    expect(hostNs({ asyncScheduling: false, vllmVersion: "0.19" })).toBe(1_100_000);
    expect(hostNs({ asyncScheduling: true, vllmVersion: "0.11" })).toBe(660_000);
    expect(hostNs({ asyncScheduling: true, vllmVersion: "0.14" })).toBe(330_000);
    expect(hostNs({ asyncScheduling: true })).toBe(330_000);
  });

  it("early async scheduling without constants of its own takes the later ones", () => {
    const { hostEarlyAsyncUs: _, hostEarlyAsyncPerSequenceUs: __, ...later } = mfu;
    expect(hostNs({ asyncScheduling: true, vllmVersion: "0.11" }, later)).toBe(330_000);
  });
});

describe("constants of the mfu section", () => {
  const priced = (tp: number, mfu: object, shape = decode(16, 1000)) => {
    const options = mfuOptions("llama-3.1-8b", tp);
    const out = new StepPrice();
    createMfuModel({ ...options, gpu: { ...options.gpu, mfu: { ...options.gpu.mfu!, ...mfu } } }).model.price(
      shape,
      out,
    );
    return out;
  };

  it("ranks wait for the last one at each of two all-reduces a layer", () => {
    const waited =
      priced(4, { allReduceSkewUs: 3 }).allReduceNs - priced(4, { allReduceSkewUs: 0 }).allReduceNs;
    expect(waited / 1000).toBeCloseTo(32 * 2 * 3 * 1.0294, 0);
    expect(priced(1, { allReduceSkewUs: 3 }).allReduceNs).toBe(0);
  });

  it("a share of bandwidth slows decode, modelled tables or not", () => {
    const ratio = priced(1, { bandwidthEfficiency: 0.8 }).gemmNs / priced(1, {}).gemmNs;
    expect(ratio).toBeGreaterThan(1.2);
    expect(ratio).toBeLessThan(1.26);
  });
});
