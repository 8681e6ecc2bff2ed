import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadGpu } from "../../src/config/hardware.ts";
import { loadModel } from "../../src/config/models.ts";
import { StepPrice, StepShape } from "../../src/engine/latency-model.ts";
import { calibratedModel } from "../../src/roofline/calibrated.ts";
import type { CalibratedParameters, Gpu } from "../../src/roofline/hardware.ts";
import type { ModelShape } from "../../src/roofline/model-shape.ts";
import { describeWithReference, referenceFile } from "../reference.ts";

function modelFor(model: ModelShape, gpu: Gpu, tp: number) {
  return calibratedModel({
    model,
    gpu,
    tp,
    maxNumBatchedTokens: 8192,
    maxNumSeqs: 1024,
    asyncScheduling: true,
  });
}

/** A step of prefill chunks [T, s] and decodes with these contexts. */
function stepOf(chunks: readonly (readonly [number, number])[], contexts: readonly number[] = []): StepShape {
  const step = new StepShape();
  for (const [tokens, context] of chunks) step.addChunk(tokens, context);
  step.decodes = contexts.length;
  step.decodeContext = contexts.reduce((sum, context) => sum + context, 0);
  step.logits = chunks.length + contexts.length;
  step.batchTokens = step.prefillTokens + step.decodes;
  return step;
}

function priceOf(model: ReturnType<typeof modelFor>, step: StepShape): StepPrice {
  const out = new StepPrice();
  model.price(step, out);
  return out;
}

/** Two layers, d 8, four heads of 2, two KV heads, F 16: small enough to count by hand. */
const tiny: ModelShape = {
  name: "tiny",
  layers: 2,
  hidden: 8,
  heads: 4,
  kvHeads: 2,
  headDim: 2,
  intermediate: 16,
  vocab: 32,
  maxPositions: 4096,
  tiedEmbeddings: false,
  weightDtype: "bf16",
  kvDtype: "bf16",
};

/** Rates that make every time of `tiny` a round number: 1 GFLOP/s peak, 1 GB/s. */
const slow: CalibratedParameters = {
  TFlopsPeak: 0.001,
  BwPeakTBs: 0.002,
  BwEffConstant: 0.5,
  mfuPrefill: 0.5,
  mfuDecode: 0.25,
  tpScalingExponent: 0.5,
  decodeTpScalingExponent: 1,
  TOverheadMicros: 100,
  prefillOverheadMicros: 30,
  mixedPrefillOverheadMicros: 10,
  allReduceLatency: 20,
  mfuPrefillMultiplier: 1,
  mfuDecodeMultiplier: 1,
  prefillBwFactor: 1,
  decodeBwFactor: 1,
  vectorPeakFraction: 0.1,
  perLayerOverhead: 5,
  perLayerOverheadApplies: true,
};
const slowGpu = (changes: Partial<CalibratedParameters> = {}): Gpu => ({
  name: "slow",
  calibrated: { ...slow, ...changes },
});

/** To a nanosecond: parts are rounded down, the largest takes what remains of the total. */
function expectParts(
  price: StepPrice,
  parts: { gemm: number; attention: number; allReduce: number; host: number },
): void {
  const got = {
    gemm: price.gemmNs,
    attention: price.attentionNs,
    allReduce: price.allReduceNs,
    host: price.hostNs,
  };
  for (const [part, ns] of Object.entries(parts)) {
    expect(Math.abs(got[part as keyof typeof got] - ns), part).toBeLessThanOrEqual(1);
  }
}

// tiny: weights a layer 8*(8+2*4) + 64 + 3*8*16 = 576, so 1152 in all: 2304 FLOP a token, 2304 bytes.
// KV of a token 2*2*4*2 = 32 bytes; activations of a token 2*8*2 = 32 bytes; a pair 2*4*4*3 = 96 FLOP.
describe("by hand, on a model of two layers", () => {
  test("a prefill of 11 tokens", () => {
    // gemm 11*2304/5e8 = 50.688 us; pairs 11*5 = 55, 55*96/1e8 = 52.8 us; memory 2304 + 352 + 352*0.85 bytes < 3 us.
    // host 100 + 30 + 2*5 = 140
    const price = priceOf(modelFor(tiny, slowGpu(), 1), stepOf([[11, 0]]));
    expect(price.totalNs).toBe(243_000); // 243.488
    expectParts(price, { gemm: 50_688, attention: 52_800, allReduce: 0, host: 139_512 });
    expect(price.modelledNs).toBe(243_000);
  });

  test("on four ranks compute divides by 4^0.5, and two all-reduces a layer come on top", () => {
    const price = priceOf(modelFor({ ...tiny, heads: 4, kvHeads: 4 }, slowGpu(), 4), stepOf([[11, 0]]));
    // weights a layer 8*(8+16)+64+384 = 640: gemm 11*2560/5e8/2 = 28.16; attention 26.4; all-reduce 2*2*20; host 140
    expect(price.totalNs).toBe(275_000); // 274.56
    expectParts(price, { gemm: 28_160, attention: 26_400, allReduce: 80_000, host: 140_440 });
  });

  test("decode of two, bound by compute", () => {
    // gemm 2*2304/2.5e8 = 18.432; pairs 30, 30*96/1e8 = 28.8; host 110
    const price = priceOf(modelFor(tiny, slowGpu(), 1), stepOf([], [10, 20]));
    expect(price.totalNs).toBe(157_000); // 157.232
    expectParts(price, { gemm: 18_432, attention: 28_800, allReduce: 0, host: 109_768 });
  });

  test("decode bound by memory books all of it as GEMM", () => {
    // 2304 + 32*(2 + 30*0.8) + 32*2*0.75 = 3184 bytes at 0.01 GB/s = 318.4 us
    const price = priceOf(modelFor(tiny, slowGpu({ BwEffConstant: 0.005 }), 1), stepOf([], [10, 20]));
    expect(price.totalNs).toBe(428_000); // 428.4
    expectParts(price, { gemm: 318_000, attention: 0, allReduce: 0, host: 110_000 });
  });

  test("overhead grows with the batch: eight decodes", () => {
    // 100*(1 + 0.15*log2(4)*(0.3+2)) = 169; gemm 73.728; pairs 80: 76.8; layers 10
    const price = priceOf(modelFor(tiny, slowGpu(), 1), stepOf([], Array(8).fill(10)));
    expect(price.totalNs).toBe(330_000); // 329.528
  });

  test("a mixed step blends the phases", () => {
    // 11 prefill tokens, 2 decodes: P = 103.488, D = 47.232; (11*P + 2*D)/13 = 94.83323
    // n = 3: 100*(1 + 0.15*log2(1.5)*(0.3 + 4/3)) = 114.33158; + 10 + 10
    const price = priceOf(modelFor(tiny, slowGpu(), 1), stepOf([[11, 0]], [10, 20]));
    expect(price.totalNs).toBe(229_000); // 229.16481
  });

  test.each([
    [101, 1, 0.75],
    [100, 1, 100 / 101],
    [25, 51, 0.35],
    [25, 50, 25 / 75],
    [204, 51, 204 / 255],
    [205, 51, 0.75],
  ])("%d prefill tokens beside %d decodes: prefill weighs %d", (tokens, decodes, weight) => {
    const model = modelFor(
      tiny,
      slowGpu({
        TOverheadMicros: 0,
        perLayerOverhead: 0,
        mixedPrefillOverheadMicros: 0,
        prefillOverheadMicros: 0,
      }),
      1,
    );
    const prefillUs = (tokens * 2304) / 500 + (tokens * ((tokens - 1) / 2) * 96) / 100;
    const decodeUs = (decodes * 2304) / 250 + (decodes * 7 * 96) / 100;
    const price = priceOf(model, stepOf([[tokens, 0]], Array(decodes).fill(7)));
    expect(price.totalNs).toBe(Math.round(weight * prefillUs + (1 - weight) * decodeUs) * 1000);
  });

  test("the per-layer overhead can be switched off", () => {
    const on = priceOf(modelFor(tiny, slowGpu(), 1), stepOf([[11, 0]]));
    const off = priceOf(modelFor(tiny, slowGpu({ perLayerOverheadApplies: false }), 1), stepOf([[11, 0]]));
    expect(on.totalNs - off.totalNs).toBe(10_000);
  });
});

describe("any step", () => {
  const model = modelFor(loadModel("llama-3.1-8b"), loadGpu("H100"), 2);
  const steps = fc
    .record({
      chunks: fc.array(fc.tuple(fc.integer({ min: 1, max: 8192 }), fc.integer({ min: 0, max: 100_000 })), {
        maxLength: 20,
      }),
      contexts: fc.array(fc.integer({ min: 1, max: 100_000 }), { maxLength: 100 }),
    })
    .filter(({ chunks, contexts }) => chunks.length + contexts.length > 0)
    .map(({ chunks, contexts }) => stepOf(chunks, contexts));

  test("parts sum to the total, in whole microseconds, and so does the provenance", () => {
    fc.assert(
      fc.property(steps, (step) => {
        const p = priceOf(model, step);
        expect(p.gemmNs + p.attentionNs + p.allReduceNs + p.headNs + p.elementwiseNs + p.hostNs).toBe(
          p.totalNs,
        );
        expect(p.measuredNs + p.interpolatedNs + p.extrapolatedNs + p.modelledNs).toBe(p.totalNs);
        expect(p.totalNs % 1000).toBe(0);
        for (const part of [p.gemmNs, p.attentionNs, p.allReduceNs, p.hostNs])
          expect(part).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test("a step has no memory: what was priced before does not matter", () => {
    fc.assert(
      fc.property(steps, steps, (first, second) => {
        const fresh = priceOf(modelFor(loadModel("llama-3.1-8b"), loadGpu("H100"), 2), second);
        priceOf(model, first);
        expect(priceOf(model, second)).toEqual(fresh);
      }),
    );
  });

  test("admission takes no time", () => {
    expect(model.admissionNs(1000)).toBe(0);
  });
});

describe("what the formulas do not describe is refused in one sentence", () => {
  test.each([
    ["mixtral-8x7b", "mixtral-8x7b is a mixture of experts"],
    ["llama-3.1-8b-fp8", "llama-3.1-8b-fp8 has FP8 weights"],
    ["mistral-nemo-12b", "mistral-nemo-12b has heads of 32 x 128, not its hidden size 5120"],
  ])("%s", (name, why) => {
    expect(() => modelFor(loadModel(name), loadGpu("H100"), 1)).toThrow(
      `, and ${why}. Use --latency-model mfu`,
    );
  });

  test("latent attention, FP8 KV", () => {
    const mla = { qLoraRank: 0, kvLoraRank: 4, nopeHeadDim: 1, ropeHeadDim: 1, valueHeadDim: 2 };
    expect(() => modelFor({ ...tiny, mla }, slowGpu(), 1)).toThrow("tiny has latent attention (MLA)");
    expect(() => modelFor({ ...tiny, kvDtype: "fp8" }, slowGpu(), 1)).toThrow("tiny has an FP8 KV cache");
  });

  test("ranks that do not divide the heads", () => {
    expect(() => modelFor(loadModel("qwen2.5-7b"), loadGpu("H100"), 8)).toThrow(
      "--tp must divide the 28 attention heads",
    );
  });
});

describeWithReference("goldens of the calibrated roofline", "calibrated/step_time_goldens.csv", () => {
  test("all 641, to the microsecond", () => {
    const rows: Record<string, string>[] = parse(
      readFileSync(referenceFile("calibrated/step_time_goldens.csv")),
      { columns: true },
    );
    expect(rows.length).toBe(641);
    const wrong = rows.filter((row) => {
      const gpu = loadGpu(row.hardware_config!, referenceFile("calibrated/hardware_config.json"));
      const model = modelFor(loadModel(row.model!), gpu, Number(row.tp));
      const [tokens, batch, context] = [Number(row.new_tokens), Number(row.batch), Number(row.kv_len)];
      const decodes = Array<number>(batch).fill(context);
      const prefills = Array<[number, number]>(batch).fill([tokens, context]);
      const step =
        row.kind === "decode"
          ? stepOf([], decodes)
          : row.kind === "mixed"
            ? stepOf([[tokens, 0]], decodes)
            : stepOf(prefills);
      return priceOf(model, step).totalNs !== Number(row.step_us) * 1000;
    });
    expect(wrong).toEqual([]);
  });
});
