import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadGpu } from "../../src/config/hardware.ts";
import { loadModel } from "../../src/config/models.ts";
import { StepPrice } from "../../src/engine/latency-model.ts";
import { createMfuModel } from "../../src/roofline/mfu-model.ts";
import { busyTimeError, type PartErrors, partErrors, scaledModel } from "../../src/roofline/uncertainty.ts";
import { mfuOptions } from "./mfu-options.ts";
import { steps } from "./steps.ts";

const even = (modelled: number) => ({ measured: 0.01, interpolated: 0.02, extrapolated: 0.03, modelled });
const ERRORS: PartErrors = {
  gemm: even(0.1),
  attention: even(0.2),
  allReduce: even(0),
  head: even(0),
  elementwise: 0.5,
  host: 0.3,
  lowerLimit: false,
};
const NO_PARTS = { gemm: 0, attention: 0, allReduce: 0, head: 0, elementwise: 0, host: 0 };
const NO_PROVENANCE = { measured: 0, interpolated: 0, extrapolated: 0, modelled: 0 };

describe("busyTimeError", () => {
  it("adds independent parts in quadrature", () => {
    // 300 of 0.1 and 200 of 0.2: 30 and 40, together 50 of 500.
    const run = {
      partNs: { ...NO_PARTS, gemm: 300, attention: 200 },
      provenanceNs: { ...NO_PROVENANCE, modelled: 500 },
    };
    expect(busyTimeError(run, ERRORS)).toBeCloseTo(0.1, 12);
  });

  it("weighs by provenance, host and elementwise time being modelled always", () => {
    const run = {
      partNs: { ...NO_PARTS, gemm: 800, host: 200 },
      provenanceNs: { ...NO_PROVENANCE, measured: 400, interpolated: 400, modelled: 200 },
    };
    // GEMM: half at 1 %, half at 2 %: 12 of 800; host: 60 of 200.
    expect(busyTimeError(run, ERRORS)).toBeCloseTo(Math.hypot(12, 60) / 1000, 12);
  });

  it("is 0 for a run that did nothing", () => {
    expect(busyTimeError({ partNs: NO_PARTS, provenanceNs: NO_PROVENANCE }, ERRORS)).toBe(0);
  });
});

describe("partErrors", () => {
  const of = (gpu: string, model: string) => partErrors(gpu, loadGpu(gpu).device!, loadModel(model));

  it("are a few percent where kernels were fitted, ordered by provenance, and a lower limit elsewhere", () => {
    const h100 = of("H100", "llama-3.1-8b");
    expect(h100.lowerLimit).toBe(false);
    for (const part of [h100.gemm, h100.attention, h100.allReduce, h100.head]) {
      expect(part.modelled).toBeGreaterThan(0.01);
      expect(part.modelled).toBeLessThan(0.2);
      expect(part.interpolated).toBeGreaterThan(part.measured);
      expect(part.extrapolated).toBeGreaterThan(part.modelled);
    }
    expect(of("H200", "llama-3.1-8b").lowerLimit).toBe(true);
  });
});

describe("scaledModel", () => {
  const { model } = createMfuModel(mfuOptions("llama-3.1-8b", 2));
  const [plain, scaled] = [new StepPrice(), new StepPrice()];

  it("scales the total, and parts and provenances still sum to it", () => {
    fc.assert(
      fc.property(steps, fc.double({ min: 0.5, max: 2, noNaN: true }), (step, factor) => {
        model.price(step, plain);
        scaledModel(model, factor).price(step, scaled);
        expect(scaled.totalNs).toBe(Math.round(plain.totalNs * factor));
        const { gemmNs, attentionNs, allReduceNs, headNs, elementwiseNs, hostNs } = scaled;
        const parts = [gemmNs, attentionNs, allReduceNs, headNs, elementwiseNs, hostNs];
        expect(parts.reduce((sum, part) => sum + part)).toBe(scaled.totalNs);
        const { measuredNs, interpolatedNs, extrapolatedNs, modelledNs } = scaled;
        expect(measuredNs + interpolatedNs + extrapolatedNs + modelledNs).toBe(scaled.totalNs);
        expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("leaves admission, which is no step, alone", () => {
    expect(scaledModel(model, 1.5).admissionNs(1000)).toBe(model.admissionNs(1000));
    expect(scaledModel(model, 1.5).name).toBe("mfu");
  });
});
