import { describe, expect, it } from "vitest";
import type { KernelErrors } from "../../../src/roofline/kernels/constants.ts";
import { kernelError } from "../../../src/roofline/kernels/kernel-error.ts";
import { IDEAL } from "./ideal.ts";

describe("kernelError", () => {
  const figures = (mapePct: number) => ({
    rows: 10,
    mapePct,
    medianPct: 1,
    p90Pct: 9,
    biasPct: 0,
    timeWeightedPct: 2,
  });
  const errors = { prefill: { all: figures(5), memory: figures(8) }, decode: {} } as unknown as KernelErrors;
  const c = { ...IDEAL, errors };

  it("is the regime's, else that of all", () => {
    expect(kernelError("prefill", "memory", c).mapePct).toBe(8);
    expect(kernelError("prefill", "compute", c).mapePct).toBe(5);
  });

  it("is never made up", () => {
    expect(() => kernelError("decode", "memory", c)).toThrow("no error is known for decode");
  });
});
