import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listModels, loadModel } from "../../src/config/models.ts";
import { LAUNCH, StepPrice, StepShape } from "../../src/engine/latency-model.ts";
import { createMfuModel } from "../../src/roofline/mfu-model.ts";
import { DTYPE_BYTES, type ModelShape } from "../../src/roofline/model-shape.ts";
import { parameterCount } from "../../src/roofline/parameters.ts";
import { checkTensorParallel } from "../../src/roofline/tensor-parallel.ts";
import { mfuOptions } from "./mfu-options.ts";
import { steps } from "./steps.ts";
import { writeFiles } from "./tables/write-table.ts";

const TPS = [1, 2, 4, 8];
const divides = (model: ModelShape, tp: number) => {
  try {
    checkTensorParallel(model, tp);
    return true;
  } catch {
    return false;
  }
};
const CASES = listModels().flatMap((name) =>
  TPS.filter((tp) => divides(loadModel(name), tp)).map((tp) => [name, tp] as const),
);

/** Parameters that a rank reads in one layer, dense or routed; experts as many as the step's tokens are expected to hit. */
function layerParameters(m: ModelShape, tokens: number): { read: number; perToken: number } {
  const { attention, router } = parameterCount(m);
  const { moe } = m;
  const dense = (moe?.firstDenseLayers ?? m.layers) * 3 * m.hidden * m.intermediate;
  if (moe === undefined) return { read: attention + dense, perToken: attention + dense };
  const expert = 3 * m.hidden * moe.expertIntermediate;
  const shared = 3 * m.hidden * moe.sharedIntermediate;
  const hit = moe.experts * (1 - (1 - moe.topK / moe.experts) ** tokens);
  const layers = m.layers - moe.firstDenseLayers;
  const rest = attention + dense + router + layers * shared;
  return { read: rest + layers * hit * expert, perToken: rest + layers * moe.topK * expert };
}

/**
 * Least time of a step, ns: weights and KV of a rank read once at peak bandwidth, all FLOPs at peak. From the config
 * alone; the router counts in the weights' type, and KV heads are replicated where ranks outnumber them.
 */
function floorNs(m: ModelShape, tp: number, step: StepShape): number {
  const layers = layerParameters(m, step.batchTokens);
  const head = step.logits > 0 ? m.vocab * m.hidden : 0;
  const weightBytes = (DTYPE_BYTES[m.weightDtype] * layers.read + 2 * head) / tp;
  let kvTokens = step.decodeContext + step.decodes;
  let attended = kvTokens;
  for (let i = 0; i < step.chunks; i++) {
    const [t, s] = [step.chunkTokens[i]!, step.chunkContext[i]!];
    kvTokens += m.mla ? 0 : t + s;
    attended += t * (s + t / 2);
  }
  const kvWidth = m.mla ? m.mla.kvLoraRank + m.mla.ropeHeadDim : 2 * Math.max(1, m.kvHeads / tp) * m.headDim;
  const kvBytes = m.layers * kvWidth * 2 * kvTokens;
  // Scores and values, over expanded heads: the least that any form of attention multiplies.
  const headWidth = m.mla ? m.headDim + m.mla.valueHeadDim : 2 * m.headDim;
  const gemmFlops = (2 * step.batchTokens * layers.perToken) / tp;
  const otherFlops =
    (2 * step.logits * m.vocab * m.hidden + 2 * m.layers * m.heads * headWidth * attended) / tp;
  const gemmPeak = m.weightDtype === "fp8" ? 1979e12 : 989.5e12;
  return Math.max((weightBytes + kvBytes) / 3.35e12, gemmFlops / gemmPeak + otherFlops / 989.5e12) * 1e9;
}

describe.each(CASES)("%s, tp %i", (name, tp) => {
  const { model } = createMfuModel(mfuOptions(name, tp));
  const shape = loadModel(name);
  const out = new StepPrice();

  it("is never faster than physics, and its parts and provenances sum to the total", () => {
    fc.assert(
      fc.property(steps, (step) => {
        model.price(step, out);
        const kernelsNs = out.gemmNs + out.attentionNs + out.headNs;
        expect(kernelsNs + 3).toBeGreaterThanOrEqual(floorNs(shape, tp, step));
        expect(Number.isInteger(out.totalNs)).toBe(true);
        const parts =
          out.gemmNs + out.attentionNs + out.allReduceNs + out.headNs + out.elementwiseNs + out.hostNs;
        expect(parts).toBe(out.totalNs);
        const shares = [out.measuredNs, out.interpolatedNs, out.extrapolatedNs, out.modelledNs];
        expect(shares.reduce((sum, share) => sum + share)).toBe(out.totalNs);
        expect(Math.min(...shares, out.gemmNs, out.hostNs)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 100 },
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

  it("shares what was compiled until a table changes", () => {
    const options = mfuOptions("llama-3.1-8b", 1);
    const folder = writeFiles({});
    cpSync(options.benchDataPath!, folder, { recursive: true });
    const priced = () => {
      const out = new StepPrice();
      createMfuModel({ ...options, benchDataPath: folder }).model.price(decode(8, 1000), out);
      return out.gemmNs;
    };
    const before = priced();
    expect(priced()).toBe(before);
    const file = join(folder, "gemm", "data.csv");
    const slower = readFileSync(file, "utf8").replaceAll(
      /,(\d+\.\d{3}),/g,
      (_, us) => `,${(us * 2).toFixed(4)},`,
    );
    writeFileSync(file, slower);
    expect(priced() / before).toBeCloseTo(2, 2);
  });

  it("says which tables about the model it does not read", () => {
    const options = mfuOptions("mixtral-8x7b", 2);
    const folder = writeFiles({ "moe/grouped_gemm_decode.csv": "" });
    cpSync(options.benchDataPath!, folder, { recursive: true });
    const { notes } = createMfuModel({ ...options, benchDataPath: folder });
    expect(notes.filter((note) => note.includes("not read"))).toEqual([
      `${join(folder, "moe")}: tables of this kind are not read, the kernels are modelled`,
    ]);
  });

  it("says which constants are used outside of what they were fitted on", () => {
    const notes = (model: string, gpu: string) => createMfuModel(mfuOptions(model, 1, gpu)).notes.join("\n");
    expect(notes("llama-3.1-8b", "H100")).toBe("");
    expect(notes("llama-3.1-8b", "H200")).toMatch(/H200 are H100 efficiencies .* error is not known/);
    expect(notes("deepseek-v3", "H100")).toMatch(/grouped GEMMs .*\nlatent attention/);
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
    expect(() => createMfuModel({ ...mfuOptions("llama-2-70b", 1), tp: 16 })).toThrow(
      /--tp is more than the 8 GPUs of a server.*, got 16/,
    );
    expect(() => createMfuModel(mfuOptions("llama-3.1-8b-fp8", 1, "A100-SXM"))).toThrow(
      /FP8 weights, and A100-SXM has no FP8 tensor cores/,
    );
  });
});
