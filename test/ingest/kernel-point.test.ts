import { describe, expect, test } from "vitest";
import {
  allReducePoint,
  decodePoint,
  floorUs,
  gemmPoint,
  mfuOf,
  prefillPoint,
  rankShape,
  sdpaPoint,
} from "../../src/ingest/kernel-point.ts";
import { H100 } from "../../src/roofline/kernels/constants-h100.ts";

const SHAPE = { heads: 32, kvHeads: 8, headDim: 128 };

describe("what physics says of a point", () => {
  test("GEMM: 2mkn FLOPs, the weights from memory", () => {
    const point = gemmPoint(16, 4096, 6144, "bf16");
    expect(point.flops).toBe(2 * 16 * 4096 * 6144);
    expect(point.bytes).toBe(2 * 4096 * 6144);
    // 50.3 MB at 3.35 TB/s.
    expect(floorUs(point, H100)).toBeCloseTo(15.024, 2);
    // 16 FLOP a byte: 16 * 3.35 / 989.5 of the peak at most.
    expect(mfuOf(point, floorUs(point, H100), H100)).toBeCloseTo((16 * 3.35) / 989.5, 6);
    expect(gemmPoint(16, 4096, 6144, "fp8").bytes).toBe(4096 * 6144);
    const large = gemmPoint(8192, 8192, 8192, "fp8");
    expect(floorUs(large, H100)).toBeCloseTo((2 * 8192 ** 3) / 1979e6, 6);
  });

  test("prefill: the lower triangle, 2 h dH s^2", () => {
    expect(prefillPoint(SHAPE, 1024).flops).toBe(2 * 32 * 128 * 1024 ** 2);
  });

  test("decode of plain multi-head attention cannot exceed 3.35 / 989.5 of the peak", () => {
    const mha = decodePoint({ heads: 32, kvHeads: 32, headDim: 128 }, 64, 4096, "bf16");
    expect(mha.flops).toBe(mha.bytes);
    expect(mfuOf(mha, floorUs(mha, H100), H100)).toBeCloseTo(0.003386, 5);
    expect(decodePoint(SHAPE, 64, 4096, "fp8").bytes).toBe(decodePoint(SHAPE, 64, 4096, "bf16").bytes / 2);
  });

  test("SDPA without a mask: 4 B H S^2 D FLOPs and four tensors; 256 FLOP a byte at S 512", () => {
    const point = sdpaPoint({ heads: 96, batch: 16, seqLen: 512, headDim: 64 });
    expect(point.flops).toBe(4 * 16 * 96 * 512 ** 2 * 64);
    expect(point.flops / point.bytes).toBe(256);
  });

  test("all-reduce has no floor of ours", () => {
    expect(floorUs(allReducePoint("nccl", 8, 1024), H100)).toBe(0);
  });

  test("KV heads are replicated where ranks are more", () => {
    expect(rankShape({ heads: 28, kvHeads: 4, headDim: 128 }, 4)).toEqual({
      heads: 7,
      kvHeads: 1,
      headDim: 128,
    });
    expect(rankShape({ heads: 16, kvHeads: 2, headDim: 128 }, 4).kvHeads).toBe(1);
  });
});
