import { describe, expect, it } from "vitest";
import type { Device } from "../../../src/roofline/hardware.ts";
import { coldCache, constantsFor, FITTED_OPS } from "../../../src/roofline/kernels/constants.ts";
import { H100 } from "../../../src/roofline/kernels/constants-h100.ts";
import { ALL_REDUCE_CUSTOM, ALL_REDUCE_NCCL } from "../../../src/roofline/kernels/parameters/all-reduce.ts";
import { DECODE } from "../../../src/roofline/kernels/parameters/decode.ts";
import { GEMM_BF16 } from "../../../src/roofline/kernels/parameters/gemm-bf16.ts";
import { GEMM_FP8 } from "../../../src/roofline/kernels/parameters/gemm-fp8.ts";
import { PREFILL } from "../../../src/roofline/kernels/parameters/prefill.ts";

const SXM: Device = {
  bf16TFlops: 989.5,
  fp8TFlops: 1979,
  memoryTBs: 3.35,
  memoryGiB: 79.18,
  sms: 132,
  l2MiB: 50,
  nvlinkGBs: 450,
};

describe("constantsFor", () => {
  it("gives the fitted constants for the fitted chip only", () => {
    expect(constantsFor("H100", SXM)).toBe(H100);
    expect(constantsFor("H100", { ...SXM, memoryTBs: 2 }).origin.kind).toBe("derived");
  });

  it("keeps the kernels' efficiencies on another chip, and scales what is the chip's", () => {
    const a100 = constantsFor("A100-SXM", {
      bf16TFlops: 312,
      memoryTBs: 2.039,
      memoryGiB: 79.15,
      sms: 108,
      l2MiB: 40,
      nvlinkGBs: 300,
    });
    expect(a100.origin.kind).toBe("derived");
    expect(a100.origin.note).toMatch(
      /H100 efficiencies on the data-sheet figures of A100-SXM, never measured/,
    );
    expect(a100.chip).toMatchObject({
      bf16FlopsPerS: 312e12,
      fp8FlopsPerS: 0,
      sms: 108,
      l2Bytes: 40 * 2 ** 20,
    });
    expect(a100.chip.memoryBytesPerS).toBeCloseTo(2.039e12, -1);
    expect(a100.chip.nvlinkBytesPerS).toBe(300e9);
    expect(a100.gemm).toEqual(H100.gemm);
    const [mine, fitted] = [a100.allReduce.nccl[4], H100.allReduce.nccl[4]];
    expect(mine.simpleBytesPerUs).toBeCloseTo((fitted.simpleBytesPerUs * 300) / 450, 6);
    expect(mine.simpleUs).toBe(fitted.simpleUs);
  });

  it("joins ranks over PCIe where there is no NVLink", () => {
    const { nvlinkGBs: _, ...without } = SXM;
    expect(constantsFor("L40S", without).chip.nvlinkBytesPerS).toBe(32e9);
  });
});

describe("H100", () => {
  it("holds every parameter strictly within its physical bounds", () => {
    const { custom, nccl } = H100.allReduce;
    const fitted = [
      [GEMM_BF16, H100.gemm.bf16],
      [GEMM_FP8, H100.gemm.fp8],
      [PREFILL, H100.prefill],
      [DECODE, H100.decode],
      ...Object.values(custom).map((values) => [ALL_REDUCE_CUSTOM, values] as const),
      ...Object.values(nccl).map((values) => [ALL_REDUCE_NCCL, values] as const),
    ] as const;
    for (const [table, values] of fitted) {
      expect(Object.keys(values)).toEqual(Object.keys(table));
      for (const [name, { low, high }] of Object.entries(table)) {
        const value = (values as Record<string, number>)[name]!;
        expect(value, name).toBeGreaterThanOrEqual(low);
        expect(value, name).toBeLessThanOrEqual(high);
      }
    }
  });

  it("never has an efficiency above 1", () => {
    const shares = [H100.gemm.bf16, H100.gemm.fp8, H100.prefill, H100.decode].flatMap((values) =>
      Object.entries(values).filter(([name]) => /utilisation/i.test(name)),
    );
    expect(shares.length).toBeGreaterThan(8);
    for (const [name, value] of shares) expect(value, name).toBeLessThanOrEqual(1);
  });

  it("says how far held-out rows were off, for every operation, within the project's goals", () => {
    const goal = { gemmBf16: 7, gemmFp8: 12, prefill: 15, decode: 8, allReduceCustom: 4, allReduceNccl: 8 };
    for (const op of FITTED_OPS) {
      expect(H100.errors[op].all?.mapePct, op).toBeLessThanOrEqual(goal[op]);
      expect(H100.errors[op].all?.rows, op).toBeGreaterThan(60);
      expect(H100.errors[op].memory?.rows, op).toBeGreaterThan(0);
    }
  });
});

describe("coldCache", () => {
  it("changes nothing but where decode finds its KV", () => {
    const cold = coldCache(H100);
    expect({ ...cold, decode: H100.decode }).toEqual(H100);
    expect({ ...cold.decode, l2Share: 0 }).toEqual({ ...H100.decode, l2Share: 0 });
  });
});
