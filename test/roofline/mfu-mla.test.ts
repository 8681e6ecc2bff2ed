import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadModel } from "../../src/config/models.ts";
import { MlaPrefill, mlaDecodeCurve, mlaDecodeUs } from "../../src/roofline/mfu-mla.ts";
import { shardModel } from "../../src/roofline/mfu-shard.ts";
import { describeWithReference, referenceFile } from "../reference.ts";
import { H100_CONSTANTS as C } from "./h100.ts";

const V3 = loadModel("deepseek-v3");
const MLA = V3.mla!;

describe("mlaDecodeUs", () => {
  it("reads the latent cache whole on every rank: heads cut compute, not bytes", () => {
    // 64 x 32768 tokens of 576 bf16 elements: 2.4 GB, 721 us at peak.
    const bytesUs = (64 * 32_768 * 576 * 2) / 3.35e6;
    expect(mlaDecodeUs(1, MLA, 64, 64 * 32_768, 2, C)).toBeGreaterThan(bytesUs);
    expect(mlaDecodeUs(1, MLA, 64, 64 * 32_768, 2, C)).toBeCloseTo(
      mlaDecodeUs(8, MLA, 64, 64 * 32_768, 2, C),
      9,
    );
    expect(mlaDecodeUs(128, MLA, 64, 64 * 32_768, 2, C)).toBeGreaterThan(1.2 * bytesUs);
  });

  it("has a curve that follows it", () => {
    const curve = mlaDecodeCurve(shardModel(V3, 8), MLA, 32, C);
    for (const kv of [1, 700, 5000, 123_456]) {
      curve.price(32 * kv);
      expect(curve.us / mlaDecodeUs(16, MLA, 32, 32 * kv, 2, C)).toBeCloseTo(1, 2);
    }
  });
});

describe("MlaPrefill", () => {
  const prefill = new MlaPrefill(shardModel(V3, 8), MLA, C);
  const us = (tokens: number[], context: number[]) => {
    prefill.price(tokens, context, tokens.length);
    return prefill.us;
  };

  it("never beats its FLOPs, scores nope + rope wide and values as wide as they are", () => {
    for (const tokens of [128, 1024, 8192]) {
      const flops = 2 * 16 * (192 + 128) * (tokens ** 2 / 2);
      expect(us([tokens], [0])).toBeGreaterThan((flops / 989.5e12) * 1e6);
    }
  });

  it("expands a cached prefix again", () => {
    const attention = us([1024], [4096]);
    const expansion = (2 * 4096 * 512 * 16 * 256) / 1979e6;
    expect(attention - us([1024], [0])).toBeGreaterThan(expansion);
  });
});

/** FlashMLA on an H800; the decode figures were fitted on this very table, the prefill model on none like it. */
describeWithReference("published latent attention times", "infersim/bench_data/mla", () => {
  const rows = (path: string) =>
    readFileSync(referenceFile(`infersim/bench_data/mla/${path}`), "utf8")
      .trim()
      .split("\n")
      .slice(1);

  it("decode: within 8 % on average", () => {
    const errors = rows("decode/h800/128-512-64.csv").map((line) => {
      const [, , batch, kv, us] = line.split(",").map(Number);
      return Math.abs(mlaDecodeUs(128, MLA, batch!, batch! * kv!, 2, C) / us! - 1);
    });
    expect(errors.reduce((sum, error) => sum + error) / errors.length).toBeLessThan(0.08);
  });

  it("prefill: within 40 % on average, as far apart as engines are", () => {
    const prefill = new MlaPrefill(shardModel(V3, 1), MLA, C);
    const errors = rows("prefill/h800/128-128-64.csv").map((line) => {
      const [, length, us] = line.split(",").map(Number);
      prefill.price([length!], [0], 1);
      return Math.abs(prefill.us / us! - 1);
    });
    expect(errors.reduce((sum, error) => sum + error) / errors.length).toBeLessThan(0.4);
  });
});
