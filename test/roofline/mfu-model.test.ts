import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listModels, loadModel } from "../../src/config/models.ts";
import { LAUNCH, StepPrice, StepShape } from "../../src/engine/latency-model.ts";
import { createMfuModel } from "../../src/roofline/mfu-model.ts";
import type { ModelShape } from "../../src/roofline/model-shape.ts";
import { mfuOptions } from "./mfu-options.ts";
import { steps } from "./steps.ts";

const DENSE = listModels().filter((name) => {
  const { moe, mla } = loadModel(name);
  return moe === undefined && mla === undefined;
});
const TPS = [1, 2, 4, 8];
const divides = ({ heads, kvHeads, intermediate }: ModelShape, tp: number) =>
  heads % tp === 0 && intermediate % tp === 0 && (kvHeads % tp === 0 || tp % kvHeads === 0);
const CASES = DENSE.flatMap((name) =>
  TPS.filter((tp) => divides(loadModel(name), tp)).map((tp) => [name, tp] as const),
);

/** Least time of a step, ns: weights and KV of a rank read once at peak bandwidth, all FLOPs at peak. From the config alone. */
function floorNs(m: ModelShape, tp: number, step: StepShape): number {
  const qkvo = m.hidden * m.headDim * (2 * m.heads + 2 * m.kvHeads);
  const layer = qkvo + 3 * m.hidden * m.intermediate;
  const kvHeads = Math.max(1, m.kvHeads / tp);
  const weightBytes = (2 * (m.layers * layer + (step.logits > 0 ? m.vocab * m.hidden : 0))) / tp;
  let kvTokens = step.decodeContext + step.decodes;
  let attended = kvTokens;
  for (let i = 0; i < step.chunks; i++) {
    const [t, s] = [step.chunkTokens[i]!, step.chunkContext[i]!];
    kvTokens += t + s;
    attended += t * (s + t / 2);
  }
  const kvBytes = m.layers * 2 * kvHeads * m.headDim * 2 * kvTokens;
  const flops =
    (2 * step.batchTokens * m.layers * layer +
      2 * step.logits * m.vocab * m.hidden +
      4 * m.layers * m.heads * m.headDim * attended) /
    tp;
  return Math.max((weightBytes + kvBytes) / 3.35e12, flops / 989.5e12) * 1e9;
}

describe.each(CASES)("%s, tp %i", (name, tp) => {
  const { model } = createMfuModel(mfuOptions(name, tp));
  const shape = loadModel(name);
  const out = new StepPrice();

  it("is never faster than physics, and its parts and provenances sum to the total", () => {
    fc.assert(
      fc.property(steps, (step) => {
        model.price(step, out);
        expect(out.totalNs).toBeGreaterThanOrEqual(Math.floor(floorNs(shape, tp, step)));
        expect(Number.isInteger(out.totalNs)).toBe(true);
        const parts =
          out.gemmNs + out.attentionNs + out.allReduceNs + out.headNs + out.elementwiseNs + out.hostNs;
        expect(parts).toBe(out.totalNs);
        const shares = [out.measuredNs, out.interpolatedNs, out.extrapolatedNs, out.modelledNs];
        expect(shares.reduce((sum, share) => sum + share)).toBe(out.totalNs);
        expect(Math.min(...shares, out.gemmNs, out.hostNs)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 50 },
    );
  });

  it("costs no less with more KV, and at most 10 % less with more tokens", () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 10_000 }), (step, more) => {
        model.price(step, out);
        const before = out.totalNs;
        step.decodeContext += step.decodes * more;
        model.price(step, out);
        expect(out.totalNs).toBeGreaterThanOrEqual(before);
        const gemm = out.gemmNs;
        step.batchTokens += more;
        model.price(step, out);
        expect(out.gemmNs).toBeGreaterThanOrEqual(0.9 * gemm - 1);
      }),
      { numRuns: 50 },
    );
  });
});

describe("createMfuModel", () => {
  const decode = (batch: number, context: number) => {
    const step = new StepShape();
    Object.assign(step, {
      decodes: batch,
      decodeContext: batch * context,
      logits: batch,
      batchTokens: batch,
    });
    step.launch = LAUNCH.fullGraph;
    return step;
  };
  const totalMs = (name: string, tp: number, step: StepShape) => {
    const out = new StepPrice();
    createMfuModel(mfuOptions(name, tp)).model.price(step, out);
    return out.totalNs / 1e6;
  };

  it("lands where single-stream servers were measured", () => {
    // Published single-stream decode of Llama-2-7B on one H100, vLLM, bf16: 6.16 ms a token at about 460 tokens.
    expect(totalMs("llama-2-7b", 1, decode(1, 460))).toBeGreaterThan(0.85 * 6.16);
    expect(totalMs("llama-2-7b", 1, decode(1, 460))).toBeLessThan(1.15 * 6.16);
  });

  it("does not divide host time by the ranks", () => {
    const host = (tp: number) => {
      const out = new StepPrice();
      createMfuModel(mfuOptions("llama-3.1-8b", tp)).model.price(decode(32, 1024), out);
      return out.hostNs;
    };
    expect(host(4)).toBe(host(1));
  });

  it("refuses in one sentence what it cannot price", () => {
    const options = mfuOptions("llama-3.1-8b", 1);
    const { device, mfu, ...bare } = options.gpu;
    expect(device && mfu).toBeDefined();
    const { benchDataPath, ...pathless } = options;
    expect(benchDataPath).toBeDefined();
    expect(() => createMfuModel({ ...options, gpu: bare as typeof options.gpu })).toThrow(
      /H100 has no device section .* Add its peaks/,
    );
    expect(() => createMfuModel({ ...options, gpu: { ...bare, device: device! } })).toThrow(
      /H100 has no mfu section/,
    );
    expect(() => createMfuModel(pathless)).toThrow(/needs kernel tables for H100.*bench synth --gpu H100/);
    expect(() => createMfuModel({ ...mfuOptions("qwen3-14b", 1), tp: 5 })).toThrow(/--tp/);
  });
});
