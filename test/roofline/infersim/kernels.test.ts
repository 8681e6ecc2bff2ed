import { describe, expect, test } from "vitest";
import { loadModel } from "../../../src/config/models.ts";
import { PROVENANCE } from "../../../src/engine/latency-model.ts";
import { inferSimGpu } from "../../../src/roofline/infersim/gpus.ts";
import { InferSimKernels } from "../../../src/roofline/infersim/kernels.ts";
import { mfuRow } from "../../../src/roofline/infersim/mfu.ts";
import { MfuSource } from "../../../src/roofline/infersim/mfu-source.ts";
import { inferSimPass } from "../../../src/roofline/infersim/passes.ts";
import { inferSimRank } from "../../../src/roofline/infersim/rank.ts";
import type { InferSimTables } from "../../../src/roofline/infersim/tables.ts";

const none: InferSimTables = {
  gemm: [],
  prefill: undefined,
  decode: undefined,
  groupedPrefill: undefined,
  groupedDecode: undefined,
};

function kernels(
  name: string,
  tp: number,
  tables: Partial<InferSimTables> = {},
  gpu = "H100",
): InferSimKernels {
  const rank = inferSimRank(loadModel(name), tp);
  const row = inferSimGpu(gpu);
  return new InferSimKernels(rank, row, new MfuSource({ ...none, ...tables }, "nearest", row, rank));
}

const mfu = (value: number) => mfuRow(value, true, "t.csv:7", "refuse");

describe("llama-3.1-8b without tables: defaults 0.35, and 0.9 for prefill attention", () => {
  test("a prefill of 2 x 1000 on one GPU, by hand", () => {
    const pass = inferSimPass(kernels("llama-3.1-8b", 1), 32, "prefill", 2, 1000);
    const rate = 989.5 * 1024;
    expect(pass.attnCoreUs).toBeCloseTo(((2 * 4 * 32 * 128 * 1e6) / 1e9 / 1.8 / (rate * 0.9)) * 1e6, 9);
    const projections = 2 * 2000 * 4096 * 6144 + 2 * 2000 * 4096 * 4096;
    expect(pass.attnOtherUs).toBeCloseTo((projections / 1e9 / (rate * 0.35)) * 1e6, 9);
    expect(pass.ffnUs).toBeCloseTo(((6 * 4096 * 14336 * 2000) / 1e9 / (rate * 0.35)) * 1e6, 9);
    expect(pass.commUs).toBe(0);
    const layer = pass.attnCoreUs + pass.attnOtherUs + pass.ffnUs;
    expect(pass.totalMs).toBeCloseTo((32 * layer) / 1000 + 30, 9);
  });

  test("a decode step of 4 at 8000 on two GPUs is bound by memory", () => {
    const pass = inferSimPass(kernels("llama-3.1-8b", 2), 32, "decode", 4, 8000);
    expect(pass.attnCoreUs).toBeCloseTo(((2 * 4 * 128 * 2 * 8000 * 4) / 2 ** 30 / 2680) * 1e6, 9);
    expect(pass.ffnUs).toBeCloseTo(((3 * 4096 * 7168 * 2) / 2 ** 30 / 2680) * 1e6, 9);
    const comm = 2 * (2 * 4 * 2 * 4096) + (4 * 4 * 4096) / 2;
    expect(pass.commUs).toBeCloseTo((comm / 2 ** 30 / 720) * 1e6, 9);
    expect(pass.totalMs).toBeGreaterThan(5);
  });

  test("FP8 weights: GEMMs at the FP8 peak, attention not", () => {
    const bf16 = inferSimPass(kernels("llama-3.1-8b", 1), 32, "prefill", 1, 4096);
    const fp8 = inferSimPass(kernels("llama-3.1-8b-fp8", 1), 32, "prefill", 1, 4096);
    expect(fp8.ffnUs).toBeCloseTo((bf16.ffnUs * 989.5) / 1979, 9);
    expect(fp8.attnCoreUs).toBe(bf16.attnCoreUs);
  });

  test("chunks of a prompt sum to the whole prompt", () => {
    const model = kernels("llama-3.1-8b", 1);
    const core = { us: 0, provenance: 0 };
    model.prefillAttention(4096, 0, core);
    const whole = core.us;
    let chunks = 0;
    for (let context = 0; context < 4096; context += 1024) {
      model.prefillAttention(1024, context, core);
      chunks += core.us;
    }
    expect(chunks).toBeCloseTo(whole, 9);
  });
});

describe("mixtures and latent attention", () => {
  test("mixtral reads all of its experts in a small decode step", () => {
    const pass = inferSimPass(kernels("mixtral-8x7b", 2), 32, "decode", 1, 100);
    expect(pass.ffnUs).toBeCloseTo(((3 * 4096 * 7168 * 2 * 8) / 2 ** 30 / 2680) * 1e6, 9);
  });

  test("deepseek-v3: the core is not divided by tp, shared experts come on top", () => {
    const on1 = inferSimPass(kernels("deepseek-v3-bf16", 1), 61, "decode", 512, 4096);
    const on4 = inferSimPass(kernels("deepseek-v3-bf16", 4), 61, "decode", 512, 4096);
    const flops = 512 * 2 * 128 * 4096 * (2 * 512 + 64);
    expect(on1.attnCoreUs).toBeCloseTo((flops / 1e9 / (989.5 * 1024 * 0.35)) * 1e6, 6);
    expect(on4.attnCoreUs).toBe(on1.attnCoreUs);
    const shared = 2 * 512 * 7168 * 4096 + 2 * 512 * 2048 * 7168;
    const routed = (3 * 7168 * 2048 * 2 * 256) / 2 ** 30 / 2680;
    expect(on1.ffnUs).toBeCloseTo((routed + shared / 1e9 / (989.5 * 1024 * 0.35)) * 1e6, 6);
  });
});

describe("tables", () => {
  test("a row's MFU, its provenance, and an error where it is 0.000", () => {
    const tables = {
      decode: [
        { batch: 256, kvLen: 1024, ...mfu(0.001) },
        { batch: 1, kvLen: 1024, ...mfu(0.0004) },
      ],
    };
    const model = kernels("llama-3.1-8b", 1, tables);
    const core = { us: 0, provenance: 0 };
    model.decodeAttention(256, 1024, core);
    expect(core.us).toBeCloseTo(((256 * 4 * 32 * 128 * 1024) / 1e9 / (989.5 * 1024 * 0.001)) * 1e6, 6);
    expect(PROVENANCE[core.provenance]).toBe("measured");
    model.decodeAttention(250, 1024, core);
    expect(PROVENANCE[core.provenance]).toBe("extrapolated");
    expect(() => model.decodeAttention(1, 1024, core)).toThrow(
      "t.csv:7 has an MFU that rounds to 0.000, and InferSim's arithmetic divides by it",
    );
  });

  test("a memory-bound price owes nothing to the table", () => {
    const model = kernels("llama-3.1-8b", 1, { decode: [{ batch: 1, kvLen: 1024, ...mfu(0.9) }] });
    const core = { us: 0, provenance: 0 };
    model.decodeAttention(1, 1024, core);
    expect(PROVENANCE[core.provenance]).toBe("modelled");
  });

  test("a prefill table that begins later gives the default, not 0.9", () => {
    const model = kernels("llama-3.1-8b", 1, { prefill: [{ seqLen: 1024, ...mfu(0.5) }] });
    const core = { us: 0, provenance: 0 };
    model.prefillAttention(512, 0, core);
    expect(core.us).toBeCloseTo(((4 * 32 * 128 * 512 * 512) / 1e9 / 1.8 / (989.5 * 1024 * 0.35)) * 1e6, 9);
  });
});

describe("what InferSim does not cover", () => {
  test("GPUs", () => {
    expect(inferSimGpu("h800").nvlinkGBs).toBe(160);
    expect(() => inferSimGpu("A100-SXM")).toThrow('has figures for H100 and H800 only, got "A100-SXM"');
  });

  test("models", () => {
    const llama = loadModel("llama-3.1-8b");
    expect(() => inferSimRank({ ...llama, kvDtype: "fp8" }, 1)).toThrow(
      "its KV cache is bf16, and llama-3.1-8b has FP8",
    );
    expect(() => inferSimRank(llama, 16)).toThrow("llama-3.1-8b has 8 for 16 ranks");
    const deepseek = loadModel("deepseek-v3");
    const lite = { ...deepseek, mla: { ...deepseek.mla!, qLoraRank: 0 } };
    expect(() => inferSimRank(lite, 1)).toThrow(
      "its latent attention has a low-rank query, and deepseek-v3 has none",
    );
  });
});
