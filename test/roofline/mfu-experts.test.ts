import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gemmUs } from "../../src/roofline/kernels/gemm.ts";
import { expertsHit, expertsUs, routingUs } from "../../src/roofline/mfu-experts.ts";
import { describeWithReference, referenceFile } from "../reference.ts";
import { H100_CONSTANTS as C } from "./h100.ts";

const MIXTRAL = { experts: 8, topK: 2, hidden: 4096, intermediate: 14_336, dtype: "bf16" } as const;

describe("expertsHit", () => {
  it("is k for one token, and E (1 - (1 - k/E)^N) for N", () => {
    expect(expertsHit(8, 2, 1)).toBeCloseTo(2, 12);
    expect(expertsHit(8, 2, 4)).toBeCloseTo(8 * (1 - 0.75 ** 4), 12);
    expect(expertsHit(8, 2, 1000)).toBeCloseTo(8, 9);
  });
});

describe("expertsUs", () => {
  it("of one token multiplies it by the weights of k experts", () => {
    const up = gemmUs(1, 4096, 2 * 2 * 14_336, "bf16", C);
    const down = gemmUs(1, 14_336, 2 * 4096, "bf16", C);
    expect(expertsUs(MIXTRAL, 1, C)).toBeCloseTo(up + down, 9);
  });

  it("with a single expert is the dense layer", () => {
    const dense = { ...MIXTRAL, experts: 1, topK: 1 };
    for (const tokens of [1, 100, 4096]) {
      const both = gemmUs(tokens, 4096, 28_672, "bf16", C) + gemmUs(tokens, 14_336, 4096, "bf16", C);
      expect(expertsUs(dense, tokens, C)).toBeCloseTo(both, 6);
    }
  });

  it("never beats reading the experts hit, nor the FLOPs of every token's k experts", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16_384 }), (tokens) => {
        const us = expertsUs(MIXTRAL, tokens, C);
        const weights = expertsHit(8, 2, tokens) * 3 * 4096 * 14_336;
        expect(us).toBeGreaterThanOrEqual(((weights * 2) / 3.35e12) * 1e6);
        expect(us).toBeGreaterThanOrEqual(((2 * tokens * 2 * 3 * 4096 * 14_336) / 989.5e12) * 1e6);
      }),
    );
  });

  it("routing grows with tokens from three launches", () => {
    expect(routingUs(MIXTRAL, 0, C)).toBeCloseTo(3 * C.elementwise.launchUs, 12);
    expect(routingUs(MIXTRAL, 4096, C)).toBeGreaterThan(routingUs(MIXTRAL, 1, C));
  });
});

/** DeepGEMM FP8 on an H800, whose compute and memory are the H100's; nothing here was fitted on it. */
describeWithReference("published grouped GEMM times", "infersim/bench_data/grouped_gemm", () => {
  it.each(["decode", "prefill"])("%s: within 20 % on average", (phase) => {
    const text = readFileSync(
      referenceFile(`infersim/bench_data/grouped_gemm/${phase}/h800/data.csv`),
      "utf8",
    );
    const errors = text
      .trim()
      .split("\n")
      .slice(1)
      .flatMap((line) => {
        const [, , local, , hidden, intermediate, , perExpert, up, , down] = line.split(",").map(Number);
        const upUs = gemmUs(perExpert!, hidden!, local! * 2 * intermediate!, "fp8", C);
        const downUs = gemmUs(perExpert!, intermediate!, local! * hidden!, "fp8", C);
        return [Math.abs(upUs / up! - 1), Math.abs(downUs / down! - 1)];
      });
    expect(errors.length).toBeGreaterThan(30);
    expect(errors.reduce((sum, error) => sum + error) / errors.length).toBeLessThan(0.2);
  });
});
