import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gemmBytes, gemmFloorUs, memoryFloorUs, prefillFlops } from "../../../src/roofline/kernels/bounds.ts";
import { elementwiseUs } from "../../../src/roofline/kernels/elementwise.ts";
import { kvWriteUs } from "../../../src/roofline/kernels/kv-write.ts";
import { smoothMax } from "../../../src/roofline/kernels/smooth-max.ts";
import { sustainedClock } from "../../../src/roofline/kernels/sustained.ts";
import { waves } from "../../../src/roofline/kernels/waves.ts";
import { IDEAL } from "./ideal.ts";

describe("smoothMax", () => {
  it("adds at exponent 1, is Pythagorean at 2, and takes the larger in the limit", () => {
    expect(smoothMax(3, 4, 1)).toBeCloseTo(7, 12);
    expect(smoothMax(3, 4, 2)).toBeCloseTo(5, 12);
    expect(smoothMax(3, 4, 1e6)).toBeCloseTo(4, 12);
    expect(smoothMax(0, 4, 2)).toBe(4);
  });

  it("lies between the larger and the sum, and rises with each", () => {
    const time = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(time, time, fc.double({ min: 1, max: 12, noNaN: true }), (a, b, overlap) => {
        const both = smoothMax(a, b, overlap);
        expect(both).toBeGreaterThanOrEqual(Math.max(a, b));
        expect(both).toBeLessThanOrEqual((a + b) * (1 + 1e-12));
        expect(smoothMax(a * 1.1, b, overlap)).toBeGreaterThanOrEqual(both * (1 - 1e-3));
      }),
    );
  });
});

describe("waves", () => {
  it("counts whole waves, exact quotients, or a mixture, and at least one", () => {
    expect(waves(250, 100, 1)).toBe(3);
    expect(waves(250, 100, 0)).toBe(2.5);
    expect(waves(250, 100, 0.5)).toBe(2.75);
    expect(waves(10, 100, 0)).toBe(1);
  });
});

describe("sustainedClock", () => {
  it("keeps all of the clock for no work, half of the loss after the half work", () => {
    expect(sustainedClock(0, 0.2, 1e12)).toBe(1);
    expect(sustainedClock(1e12, 0.2, 1e12)).toBeCloseTo(0.9, 12);
  });
});

describe("bounds", () => {
  it("are FLOPs and bytes over the data sheet", () => {
    // 2 * 1000 * 1000 * 1000 = 2e9 FLOP at 100 TFLOP/s; at 200 for FP8.
    expect(gemmFloorUs(1000, 1000, 1000, "bf16", IDEAL)).toBeCloseTo(20, 9);
    expect(gemmFloorUs(1000, 1000, 1000, "fp8", IDEAL)).toBeCloseTo(10, 9);
    // A and C in bf16, B in the dtype.
    expect(gemmBytes(10, 100, 1000, "bf16")).toBe(2 * 1000 + 2 * 10_000 + 2 * 100_000);
    expect(gemmBytes(10, 100, 1000, "fp8")).toBe(2 * 1000 + 2 * 10_000 + 100_000);
    expect(memoryFloorUs(5e6, IDEAL)).toBeCloseTo(5, 12);
    // 2048 tokens of 32 heads of 128: half of the square without a prefix, none saved by a long one.
    expect(prefillFlops(32, 128, 2048, 0)).toBe(4 * 32 * 128 * 2048 * 1024);
    expect(prefillFlops(32, 128, 16, 10_000)).toBe(4 * 32 * 128 * 16 * 10_008);
  });
});

describe("kvWriteUs", () => {
  it("is bytes over bandwidth, or rounds of blocks of 512 threads at most", () => {
    // 2 * 8 heads * 128 * 1000 tokens, read in bf16 and written in the cache's type.
    expect(kvWriteUs(8, 128, 1000, 2, IDEAL)).toBeCloseTo((2 * 8 * 128 * 1000 * 4) / 1e6, 9);
    expect(kvWriteUs(8, 128, 1000, 1, IDEAL)).toBeCloseTo((2 * 8 * 128 * 1000 * 3) / 1e6, 9);
    const slowBlocks = { ...IDEAL, prefill: { ...IDEAL.prefill, writeRoundUs: 1000 } };
    // 100 SMs hold 400 blocks of 512 threads: 1000 tokens are 2.5 rounds; one head of 128 is a quarter of a block.
    expect(kvWriteUs(8, 128, 1000, 2, slowBlocks)).toBeCloseTo(2500, 6);
    expect(kvWriteUs(1, 128, 1000, 2, slowBlocks)).toBeCloseTo(625, 6);
  });
});

describe("elementwiseUs", () => {
  it("is four launches and the bytes of norms, rotary embedding and gated activation", () => {
    const bytes = 1000 * (8 * 4096 + 6 * 14_336 + 4 * 6144);
    expect(elementwiseUs(1000, 4096, 14_336, 6144, IDEAL)).toBeCloseTo(8 + bytes / 0.5e6, 9);
  });
});
