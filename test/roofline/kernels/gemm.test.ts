import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gemmBytes, gemmFloorUs, memoryFloorUs } from "../../../src/roofline/kernels/bounds.ts";
import type { KernelConstants } from "../../../src/roofline/kernels/constants.ts";
import { H100 } from "../../../src/roofline/kernels/constants-h100.ts";
import { gemmUs } from "../../../src/roofline/kernels/gemm.ts";
import { IDEAL } from "./ideal.ts";

const with16 = (values: Partial<KernelConstants["gemm"]["bf16"]>): KernelConstants => ({
  ...IDEAL,
  gemm: { ...IDEAL.gemm, bf16: { ...IDEAL.gemm.bf16, ...values } },
});
const with8 = (values: Partial<KernelConstants["gemm"]["fp8"]>): KernelConstants => ({
  ...IDEAL,
  gemm: { ...IDEAL.gemm, fp8: { ...IDEAL.gemm.fp8, ...values } },
});

describe("gemmUs, bf16", () => {
  it("takes whole waves of tiles", () => {
    // 5120 x 5120 outputs: 800 tiles of 256 x 128, 8 waves of 2 * 256 * 128 * 4096 FLOP an SM.
    expect(gemmUs(5120, 4096, 5120, "bf16", IDEAL)).toBeCloseTo((8 * 2 * 256 * 128 * 4096) / 1e6, 6);
    // One row more is 840 of them, 9 waves; of 64 x 64 tiles 81 * 80 = 6480, 65 waves of an eighth of the work.
    expect(gemmUs(5121, 4096, 5120, "bf16", IDEAL)).toBeCloseTo((65 * 2 * 64 * 64 * 4096) / 1e6, 6);
  });

  it("is bytes over bandwidth for few rows", () => {
    expect(gemmUs(1, 8192, 8192, "bf16", IDEAL)).toBeCloseTo(gemmBytes(1, 8192, 8192, "bf16") / 1e6, 6);
  });

  it("adds launch, ramp and prologue", () => {
    const c = with16({ launchUs: 3, memoryRampUs: 2 });
    expect(gemmUs(1, 8192, 8192, "bf16", c)).toBeCloseTo(5 + gemmBytes(1, 8192, 8192, "bf16") / 1e6, 6);
    const slow = with16({ prologueUs: 10 });
    expect(gemmUs(5120, 4096, 5120, "bf16", slow)).toBeCloseTo(8 * ((2 * 256 * 128 * 4096) / 1e6 + 10), 6);
  });

  it("cuts a long k in parts when output tiles leave SMs idle", () => {
    // 4 tiles of 64 x 64 without a split; 64 of them with the largest, each a sixteenth of k.
    const chip = { ...IDEAL.chip, memoryBytesPerS: 1e15 };
    const whole = (2 * 64 * 64 * 65_536) / 1e6;
    expect(gemmUs(128, 65_536, 128, "bf16", { ...IDEAL, chip })).toBeCloseTo(whole / 16, 6);
    const costly = { ...with16({ splitUs: 1e6 }), chip };
    expect(gemmUs(128, 65_536, 128, "bf16", costly)).toBeCloseTo(whole, 6);
  });

  it("slows down memory while SMs are idle", () => {
    // 32 tiles of 64 x 64 on 100 SMs, splits out of reach.
    const chip = { ...IDEAL.chip, bf16FlopsPerS: 1e18 };
    const c = { ...with16({ idleSmPenalty: 1, splitUs: 1e9 }), chip };
    expect(gemmUs(1, 64, 2048, "bf16", c)).toBeCloseTo((1.68 * gemmBytes(1, 64, 2048, "bf16")) / 1e6, 6);
  });
});

describe("gemmUs, fp8", () => {
  it("uses the tiles of vLLM's dispatch", () => {
    const tile = (rows: number, columns: number, k: number) => (2 * rows * columns * k) / 2e6;
    // Beyond 128 rows 128 x 128 in pairs along the rows: 300 rows are padded to 512, 4 * 64 tiles, 3 waves.
    expect(gemmUs(300, 4096, 8192, "fp8", IDEAL)).toBeCloseTo(3 * tile(128, 128, 4096), 6);
    // 65 to 128 rows: two tiles of 64 x 128 for each 128 columns.
    expect(gemmUs(100, 4096, 8192, "fp8", IDEAL)).toBeCloseTo(2 * tile(64, 128, 4096), 6);
    // From 8192 rows and k 6144 on, 256 x 128: 32 * 64 tiles, 21 waves.
    expect(gemmUs(8192, 6144, 8192, "fp8", IDEAL)).toBeCloseTo(21 * tile(256, 128, 6144), 6);
    expect(gemmUs(8192, 6016, 8192, "fp8", IDEAL)).toBeCloseTo(41 * tile(128, 128, 6016), 6);
  });

  it("reads one byte a weight", () => {
    expect(gemmUs(1, 8192, 8192, "fp8", IDEAL)).toBeCloseTo(gemmBytes(1, 8192, 8192, "fp8") / 1e6, 6);
  });

  it("adds the quantisation of the rows", () => {
    const c = with8({ quantiseRowUs: 0.5, quantiseBytesPerUs: 3e6 });
    const gemm = gemmUs(100, 4096, 8192, "fp8", IDEAL);
    expect(gemmUs(100, 4096, 8192, "fp8", c)).toBeCloseTo(gemm + 50 + (3 * 100 * 4096) / 3e6, 6);
  });

  it("is refused on a chip without FP8", () => {
    const c = { ...IDEAL, chip: { ...IDEAL.chip, fp8FlopsPerS: 0 } };
    expect(() => gemmUs(1, 128, 128, "fp8", c)).toThrow(/ideal has no FP8/);
  });
});

describe.each(["bf16", "fp8"] as const)("gemmUs, %s, H100", (dtype) => {
  const size = fc.integer({ min: 1, max: 65_536 });

  it("is finite and never beats peak FLOPs or peak bandwidth", () => {
    fc.assert(
      fc.property(size, size, size, (m, k, n) => {
        const us = gemmUs(m, k, n, dtype, H100);
        expect(us).toBeLessThan(1e9);
        expect(us).toBeGreaterThanOrEqual(gemmFloorUs(m, k, n, dtype, H100));
        expect(us).toBeGreaterThanOrEqual(memoryFloorUs(gemmBytes(m, k, n, dtype), H100));
        expect(us).toBeGreaterThan(2);
      }),
    );
  });

  it("falls by at most 10 % as m grows", () => {
    // Sizes of models' projections; odd little matrices are not served.
    const side = fc.integer({ min: 8, max: 512 }).map((i) => 64 * i);
    fc.assert(
      fc.property(size, size, side, side, (a, b, k, n) => {
        const [fewer, more] = [Math.min(a, b), Math.max(a, b)];
        expect(gemmUs(more, k, n, dtype, H100)).toBeGreaterThanOrEqual(
          0.9 * gemmUs(fewer, k, n, dtype, H100),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it("falls by at most 10 % across the sizes at which kernels change", () => {
    const edges = [1, 16, 17, 32, 64, 65, 128, 129, 256, 257, 512, 513, 8191, 8192, 8193];
    const side = fc.integer({ min: 8, max: 512 }).map((i) => 64 * i);
    fc.assert(
      fc.property(side, side, (k, n) => {
        let most = 0;
        for (const m of edges) {
          const us = gemmUs(m, k, n, dtype, H100);
          expect(us).toBeGreaterThanOrEqual(0.9 * most);
          most = Math.max(most, us);
        }
      }),
    );
  });
});
