import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allReduceImpl, allReduceUs } from "../../../src/roofline/kernels/all-reduce.ts";
import type { KernelConstants } from "../../../src/roofline/kernels/constants.ts";
import { H100 } from "../../../src/roofline/kernels/constants-h100.ts";
import { IDEAL } from "./ideal.ts";

const MIB = 2 ** 20;

const custom = {
  directUs: 4,
  directBytesPerUs: 1e5,
  scatterUs: 8,
  scatterBytesPerUs: 2e5,
  scatterFloorUs: 1,
};
const nccl = {
  llUs: 6,
  llBytesPerUs: 1e4,
  ll128Us: 7,
  ll128BytesPerUs: 1e5,
  simpleUs: 20,
  simpleBytesPerUs: 2.5e5,
};
const c: KernelConstants = {
  ...IDEAL,
  allReduce: {
    custom: { 2: custom, 4: custom, 8: custom },
    nccl: { 2: nccl, 4: nccl, 8: nccl },
    eagerFloorUs: 20,
  },
};

describe("allReduceUs", () => {
  it("is free for one rank and refused beyond one server", () => {
    expect(allReduceUs(1, 1e9, "custom", c)).toBe(0);
    expect(() => allReduceUs(16, 1e6, "custom", c)).toThrow(/no all-reduce model for 16 ranks/);
  });

  it("reads peers directly below vLLM's limit, reduces and gathers above", () => {
    expect(allReduceUs(4, 100_000, "custom", c)).toBeCloseTo(5, 9);
    expect(allReduceUs(4, 2e6, "custom", c)).toBeCloseTo(18, 6);
    // Two ranks read directly up to 8 MiB, eight only below 256 KiB.
    expect(allReduceUs(2, 2e6, "custom", c)).toBeCloseTo(24, 9);
    expect(allReduceUs(8, 262_143, "custom", c)).toBeCloseTo(4 + 2.62143, 6);
    expect(allReduceUs(8, 262_144, "custom", c)).toBeCloseTo(8 + 1.31072, 6);
  });

  it("takes NCCL's fastest protocol", () => {
    expect(allReduceUs(4, 1000, "nccl", c)).toBeCloseTo(6.1, 9);
    expect(allReduceUs(4, 1e5, "nccl", c)).toBeCloseTo(8, 9);
    expect(allReduceUs(4, 1e8, "nccl", c)).toBeCloseTo(420, 9);
  });

  it("hands the largest messages to NCCL", () => {
    expect(allReduceImpl(4, 32 * MIB)).toBe("custom");
    expect(allReduceImpl(4, 32 * MIB + 1)).toBe("nccl");
    expect(allReduceImpl(2, 64 * MIB)).toBe("custom");
    const bytes = 128 * MIB;
    expect(allReduceUs(8, bytes, "custom", c)).toBe(allReduceUs(8, bytes, "nccl", c));
  });

  it("has a floor where it is launched eagerly", () => {
    expect(allReduceUs(4, 100, "eager", c)).toBe(20);
    expect(allReduceUs(4, 1e8, "eager", c)).toBe(allReduceUs(4, 1e8, "nccl", c));
  });

  it("prices three ranks as four", () => {
    expect(allReduceUs(3, 1e6, "custom", H100)).toBe(allReduceUs(4, 1e6, "custom", H100));
  });

  it("never beats the links: each rank must send and receive what the others lack", () => {
    const bytes = fc.integer({ min: 1, max: 2 ** 30 });
    fc.assert(
      fc.property(
        fc.constantFrom(2, 4, 8),
        bytes,
        fc.constantFrom("custom", "nccl", "eager"),
        (ranks, size, impl) => {
          const us = allReduceUs(ranks, size, impl, H100);
          // In-network reduction (NVLink SHARP) moves each byte over a rank's link once, not 2 (n - 1) / n times.
          expect(us).toBeGreaterThanOrEqual((size / H100.chip.nvlinkBytesPerS) * 1e6);
          expect(us).toBeGreaterThan(3);
          expect(us).toBeLessThan(1e6);
        },
      ),
    );
  });
});
