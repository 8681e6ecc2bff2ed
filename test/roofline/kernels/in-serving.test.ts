import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadGpu } from "../../../src/config/hardware.ts";
import { constantsFor } from "../../../src/roofline/kernels/constants.ts";
import { gemmUs } from "../../../src/roofline/kernels/gemm.ts";
import { inServing } from "../../../src/roofline/kernels/in-serving.ts";
import { prefillAttentionUs } from "../../../src/roofline/kernels/prefill-attention.ts";

const ALONE = constantsFor("H100", loadGpu("H100").device!);
const NOW = { fp8LargeTiles: true, computeEfficiency: 1, bandwidthEfficiency: 1 };
const SERVED = inServing(ALONE, NOW);

const sizes = fc.tuple(
  fc.integer({ min: 1, max: 16384 }),
  fc.integer({ min: 128, max: 28672 }),
  fc.integer({ min: 128, max: 28672 }),
);

describe("inServing", () => {
  it("leaves bf16 GEMMs and prefill attention as timed alone", () => {
    fc.assert(
      fc.property(sizes, ([m, k, n]) => {
        expect(gemmUs(m, k, n, "bf16", SERVED)).toBe(gemmUs(m, k, n, "bf16", ALONE));
      }),
    );
    const us = (c: typeof ALONE) => prefillAttentionUs(32, 8, 128, [2048], [0], 1, c);
    expect(us(SERVED)).toBe(us(ALONE));
  });

  it("takes the quantisation of activations, a launch and a pass over them, out of FP8 GEMMs", () => {
    fc.assert(
      fc.property(sizes, ([m, k, n]) => {
        const saved = gemmUs(m, k, n, "fp8", ALONE) - gemmUs(m, k, n, "fp8", SERVED);
        expect(saved).toBeGreaterThan(-1e-9);
      }),
    );
    // 4096 x 8192 activations read in bf16 and written in FP8: 100 MB.
    const pass = gemmUs(4096, 8192, 8192, "fp8", ALONE) - gemmUs(4096, 8192, 8192, "fp8", SERVED);
    expect(pass).toBeGreaterThan((3 * 4096 * 8192) / 3.35e6);
    expect(pass).toBeLessThan((4 * 3 * 4096 * 8192) / 3.35e6);
  });

  it("prices 8192 rows as the rows below them where there are no larger tiles", () => {
    const early = inServing(ALONE, { ...NOW, fp8LargeTiles: false });
    const perRow = (m: number, c: typeof ALONE) => gemmUs(m, 8192, 28672, "fp8", c) / m;
    expect(Math.abs(perRow(8192, early) / perRow(4096, early) - 1)).toBeLessThan(0.1);
    expect(perRow(8192, SERVED)).toBeLessThan(0.95 * perRow(8192, early));
    expect(perRow(4096, SERVED)).toBe(perRow(4096, early));
  });

  it("scales what is bound by compute and what is bound by memory apart", () => {
    const slowCompute = inServing(ALONE, { ...NOW, computeEfficiency: 0.5 });
    const slowMemory = inServing(ALONE, { ...NOW, bandwidthEfficiency: 0.5 });
    const large = (c: typeof ALONE) => gemmUs(8192, 8192, 8192, "bf16", c);
    const small = (c: typeof ALONE) => gemmUs(8, 8192, 28672, "bf16", c);
    expect(large(slowCompute) / large(ALONE)).toBeCloseTo(2, 1);
    expect(large(slowMemory) / large(ALONE)).toBeCloseTo(1, 1);
    expect(small(slowMemory) / small(ALONE)).toBeCloseTo(2, 1);
    expect(small(slowCompute) / small(ALONE)).toBeLessThan(1.2);
  });

  it("refuses a share above 1, of nothing, and what is no number", () => {
    for (const bandwidthEfficiency of [1.01, 0, -1, Number.NaN]) {
      expect(() => inServing(ALONE, { ...NOW, bandwidthEfficiency })).toThrow(
        /bandwidthEfficiency must be above 0/,
      );
    }
    expect(() => inServing(ALONE, { ...NOW, computeEfficiency: 2 })).toThrow(/computeEfficiency/);
  });
});
