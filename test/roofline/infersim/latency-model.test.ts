import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadGpu } from "../../../src/config/hardware.ts";
import { loadModel } from "../../../src/config/models.ts";
import { StepPrice, StepShape } from "../../../src/engine/latency-model.ts";
import { infersimModel } from "../../../src/roofline/infersim/latency-model.ts";
import { inferSimPass } from "../../../src/roofline/infersim/passes.ts";
import { inferSimKernels } from "../../../src/roofline/infersim/setup.ts";

/** A folder of small tables in InferSim's layout, for one rank of llama-3.1-8b on one H100. */
function tableFolder(): string {
  const root = mkdtempSync(join(tmpdir(), "infersim-"));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write(
    "gemm/h100/data.csv",
    "m,k,n,latency_us,mfu\n1,4096,28672,100,0.001\n64,4096,28672,120,0.3\n64,4096,6144,9,0.25\n",
  );
  write(
    "mha/prefill/h100/32-8-128.csv",
    "dtype,seq_len,latency_us,mfu\nbf16,256,9,0.2\nbf16,1024,38,0.228\n",
  );
  write(
    "mha/decode/h100/32-8-128.csv",
    "dtype,kv_dtype,batch_size,kv_len,latency_us,mfu\nbf16,bf16,1,1024,39,0.0004\nbf16,bf16,64,1024,90,0.01\n",
  );
  return root;
}

const benchDataPath = tableFolder();
const options = {
  model: loadModel("llama-3.1-8b"),
  gpu: loadGpu("H100"),
  tp: 1,
  maxNumBatchedTokens: 8192,
  maxNumSeqs: 1024,
  asyncScheduling: true,
  benchDataPath,
};
const model = infersimModel(options);

function priceOf(chunks: readonly (readonly [number, number])[], decodes = 0, context = 0): StepPrice {
  const step = new StepShape();
  for (const [tokens, before] of chunks) step.addChunk(tokens, before);
  step.decodes = decodes;
  step.decodeContext = decodes * context;
  step.batchTokens = step.prefillTokens + decodes;
  const out = new StepPrice();
  model.price(step, out);
  return out;
}

function passMs(phase: "prefill" | "decode", batch: number, len: number): number {
  const zero = "unrounded" as const;
  const { kernels } = inferSimKernels({
    model: options.model,
    gpu: "H100",
    tp: 1,
    benchDataPath,
    lookup: "nearest",
    zero,
  });
  return inferSimPass(kernels, 32, phase, batch, len).totalMs;
}

describe("a step costs what InferSim prints", () => {
  test.each([
    [1, 1024],
    [3, 500],
    [8, 1000],
  ])("%d prompts of %d: TTFT", (batch, len) => {
    const price = priceOf(Array(batch).fill([len, 0]));
    expect(price.totalNs).toBe(Math.round(passMs("prefill", batch, len) * 1e6));
    expect(price.hostNs).toBeGreaterThanOrEqual(29_999_999);
  });

  test.each([
    [1, 1024],
    [64, 1024],
    [200, 3000],
  ])("%d sequences at %d: TPOT", (batch, len) => {
    expect(priceOf([], batch, len).totalNs).toBe(Math.round(passMs("decode", batch, len) * 1e6));
  });

  test("a mixed step is one after the other", () => {
    const expected = passMs("prefill", 1, 1024) + passMs("decode", 64, 1024);
    expect(priceOf([[1024, 0]], 64, 1024).totalNs).toBe(Math.round(expected * 1e6));
  });

  test("an MFU that rounds to 0.000 is taken unrounded, where InferSim divides by zero", () => {
    const attentionUs = 32 * ((4 * 32 * 128 * 1024) / 1e9 / (989.5 * 1024 * 0.0004)) * 1e6;
    expect(priceOf([], 1, 1024).attentionNs).toBeCloseTo(attentionUs * 1000, -1);
  });
});

test("parts and provenance sum to the total", () => {
  const chunk = fc.tuple(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 0, max: 10_000 }));
  const chunks = fc.array(chunk, { maxLength: 4 });
  const decodes = fc.integer({ min: 0, max: 200 });
  fc.assert(
    fc.property(chunks, decodes, fc.integer({ min: 1, max: 10_000 }), (prefills, batch, context) => {
      fc.pre(prefills.length + batch > 0);
      const p = priceOf(prefills, batch, context);
      expect(p.gemmNs + p.attentionNs + p.allReduceNs + p.headNs + p.elementwiseNs + p.hostNs).toBe(
        p.totalNs,
      );
      expect(p.measuredNs + p.interpolatedNs + p.extrapolatedNs + p.modelledNs).toBe(p.totalNs);
      expect(p.modelledNs).toBeGreaterThanOrEqual(0);
    }),
  );
});

test("table points count as measured, points beside them as extrapolated, the rest as modelled", () => {
  const onGrid = priceOf([], 64, 1024);
  expect(onGrid.measuredNs).toBeGreaterThanOrEqual(onGrid.attentionNs);
  expect(priceOf([], 60, 1024).measuredNs).toBe(0);
  expect(priceOf([], 60, 1024).extrapolatedNs).toBeGreaterThan(0);
});

describe("what is missing is said", () => {
  test("defaults taken are noted", () => {
    const notes: string[] = [];
    infersimModel({ ...options, tp: 2, onNote: (note) => notes.push(note) });
    expect(notes).toEqual([
      "no prefill attention table 16-4-128: InferSim takes an MFU of 0.9",
      "no decode attention table 16-4-128: InferSim takes its default MFU",
      "taken for measurements, since no manifest.json lists them: gemm/h100/data.csv",
    ]);
  });

  test("folders and GPUs", () => {
    const { benchDataPath: _, ...without } = options;
    expect(() => infersimModel(without)).toThrow("needs a folder of kernel tables. Give --bench-data-path");
    expect(() => infersimModel({ ...options, benchDataPath: "/nowhere" })).toThrow("is not a folder");
    expect(() => infersimModel({ ...options, gpu: loadGpu("H800") })).toThrow("holds no GEMM table for H800");
    expect(() => infersimModel({ ...options, gpu: loadGpu("A100-SXM") })).toThrow(
      "has figures for H100 and H800 only",
    );
    expect(() => infersimModel({ ...options, tp: 3 })).toThrow("--tp must divide the 32 attention heads");
  });
});
