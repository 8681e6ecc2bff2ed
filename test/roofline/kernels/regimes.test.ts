import { describe, expect, it } from "vitest";
import {
  allReduceRegime,
  decodeRegime,
  gemmRegime,
  prefillRegime,
} from "../../../src/roofline/kernels/regimes.ts";
import { IDEAL } from "./ideal.ts";

describe("regimes", () => {
  it("of a GEMM: launch while both FLOPs and bytes take less than 4 us at peak", () => {
    expect(gemmRegime(1, 1000, 1000, "bf16", IDEAL)).toBe("launch");
    expect(gemmRegime(1, 4000, 4000, "bf16", IDEAL)).toBe("memory");
    // 100 FLOP a byte is the ridge: 2mkn against 2kn.
    expect(gemmRegime(110, 16_000, 16_000, "bf16", IDEAL)).toBe("compute");
    expect(gemmRegime(90, 16_000, 16_000, "bf16", IDEAL)).toBe("memory");
  });

  it("of prefill: compute for long prompts, memory for many short ones", () => {
    expect(prefillRegime(32, 8, 128, 1, 128, 0, IDEAL)).toBe("launch");
    expect(prefillRegime(32, 8, 128, 1, 8192, 0, IDEAL)).toBe("compute");
    expect(prefillRegime(32, 32, 128, 256, 64, 0, IDEAL)).toBe("memory");
  });

  it("of decode: launch until the KV takes 12 us at peak", () => {
    expect(decodeRegime(32, 8, 128, 2900, 2, IDEAL)).toBe("launch");
    expect(decodeRegime(32, 8, 128, 3000, 2, IDEAL)).toBe("memory");
    expect(decodeRegime(32, 8, 128, 3000, 1, IDEAL)).toBe("launch");
  });

  it("of an all-reduce: launch until the links take as long as the launch", () => {
    expect(allReduceRegime(400_000, "custom", IDEAL)).toBe("launch");
    expect(allReduceRegime(600_000, "custom", IDEAL)).toBe("memory");
    expect(allReduceRegime(600_000, "nccl", IDEAL)).toBe("launch");
  });
});
