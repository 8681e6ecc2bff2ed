import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memoryFloorUs, prefillFlops } from "../../../src/roofline/kernels/bounds.ts";
import { coldCache, type KernelConstants } from "../../../src/roofline/kernels/constants.ts";
import { H100 } from "../../../src/roofline/kernels/constants-h100.ts";
import { decodeAttentionUs } from "../../../src/roofline/kernels/decode-attention.ts";
import { prefillAttentionUs } from "../../../src/roofline/kernels/prefill-attention.ts";
import { IDEAL } from "./ideal.ts";

const prefill = (heads: number, kvHeads: number, headDim: number, chunks: [number, number][], c = IDEAL) =>
  prefillAttentionUs(
    heads,
    kvHeads,
    headDim,
    chunks.map(([tokens]) => tokens),
    chunks.map(([, context]) => context),
    chunks.length,
    c,
  );

const shape = fc.record({
  kvHeads: fc.constantFrom(1, 2, 4, 8),
  group: fc.integer({ min: 1, max: 16 }),
  headDim: fc.constantFrom(64, 128, 192, 256),
});

/** Bytes of a KV write of bf16 at 1e6 bytes/us. */
const writeUs = (kvHeads: number, headDim: number, tokens: number) =>
  (2 * kvHeads * headDim * tokens * 4) / 1e6;

describe("prefillAttentionUs", () => {
  it("costs nothing without chunks", () => {
    expect(prefill(32, 8, 128, [])).toBe(0);
  });

  it("walks the blocks up to each tile's last token", () => {
    // MHA, tiles of 128 tokens: 100 heads fill the SMs; 16 tiles walk 1 to 16 blocks, 8.5 on average.
    const blockUs = (4 * 128 * 128 * 128) / 1e6;
    const us = prefill(100, 100, 128, [[2048, 0]]);
    expect(us).toBeCloseTo(16 * 8.5 * blockUs + writeUs(100, 128, 2048), 6);
  });

  it("saves nothing by causality after a long prefix", () => {
    const blockUs = (4 * 128 * 128 * 128) / 1e6;
    // One tile of 128 tokens a head after 128 * 99 cached ones: 100 blocks, none saved.
    const us = prefill(100, 100, 128, [[128, 128 * 99]]);
    expect(us).toBeCloseTo(100 * blockUs + writeUs(100, 128, 128), 2);
  });

  it("packs the heads of a group into a tile", () => {
    // 8 heads on one KV head: 16 tokens a tile of 128 rows, 1600 tokens are 100 tiles. 16 / 128 more than half a square.
    const blockUs = (4 * 128 * 128 * 128) / 1e6;
    const even = ((1600 + 16) / 2 / 128) * blockUs;
    const c: KernelConstants = { ...IDEAL, chip: { ...IDEAL.chip, sms: 100 } };
    const longest = (1600 / 128) * blockUs;
    expect(prefill(8, 1, 128, [[1600, 0]], c)).toBeCloseTo(
      Math.max(even, longest) + writeUs(1, 128, 1600),
      6,
    );
  });

  it("splits a long context that too few tiles walk", () => {
    // One tile of 64 rows over 12,800 tokens: 100 blocks, over 100 SMs not less than 4 blocks each.
    const blockUs = (4 * 64 * 128 * 128) / 1e6;
    const us = prefill(1, 1, 128, [[64, 12_736]]);
    const bytes = 4 * 128 * (64 + 12_800);
    expect(us).toBeCloseTo(Math.max(4 * blockUs, bytes / 1e6) + writeUs(1, 128, 64), 6);
  });

  it("sums the work of chunks under one launch", () => {
    const c: KernelConstants = { ...IDEAL, prefill: { ...IDEAL.prefill, launchUs: 50 } };
    const one = prefill(100, 100, 128, [[2048, 0]], c);
    const two = prefill(100, 100, 128, [[2048, 0], [2048, 0]], c); // biome-ignore format: one line
    expect(two - 50).toBeCloseTo(2 * (one - 50), 6);
  });

  it("never beats FLOPs or bytes at peak, and never falls with context", () => {
    const tokens = fc.integer({ min: 1, max: 16_384 });
    const context = fc.integer({ min: 0, max: 131_072 });
    fc.assert(
      fc.property(
        shape,
        fc.array(tokens, { minLength: 1, maxLength: 6 }),
        context,
        context,
        (s, sizes, a, b) => {
          const heads = s.kvHeads * s.group;
          const [less, more] = [Math.min(a, b), Math.max(a, b)];
          const at = (cached: number) =>
          prefill(heads, s.kvHeads, s.headDim, sizes.map((size) => [size, cached]), H100); // biome-ignore format: one line
          const us = at(more);
          const flops = sizes.reduce((sum, size) => sum + prefillFlops(heads, s.headDim, size, more), 0);
          const kvTokens = sizes.reduce((sum, size) => sum + size + more, 0);
          expect(us).toBeLessThan(1e10);
          expect(us).toBeGreaterThanOrEqual((flops / H100.chip.bf16FlopsPerS) * 1e6);
          expect(us).toBeGreaterThanOrEqual(memoryFloorUs(4 * s.kvHeads * s.headDim * kvTokens, H100));
          expect(us).toBeGreaterThan(5);
          expect(us).toBeGreaterThanOrEqual(at(less) * (1 - 1e-9));
        },
      ),
    );
  });
});

describe("decodeAttentionUs", () => {
  it("costs nothing without sequences", () => {
    expect(decodeAttentionUs(32, 8, 128, 0, 0, 2, H100)).toBe(0);
  });

  it("is the KV read once, at half the bytes in FP8", () => {
    const bytes = 2 * 8 * 128 * 2 * 100_000;
    expect(decodeAttentionUs(32, 8, 128, 50, 100_000, 2, IDEAL)).toBeCloseTo(bytes / 1e6, 6);
    expect(decodeAttentionUs(32, 8, 128, 50, 100_000, 1, IDEAL)).toBeCloseTo(bytes / 2e6, 6);
  });

  it("adds a fixed cost for every tile beyond the first wave, and for every sequence", () => {
    const c: KernelConstants = {
      ...IDEAL,
      decode: { ...IDEAL.decode, launchUs: 10, plainTileUs: 3, plainSequenceUs: 0.01, tileOverlap: 1 },
    };
    // 1000 sequences of 8 KV heads, one token each: 80 waves; 4 MB of KV.
    const kvUs = (2 * 8 * 128 * 2 * 1000) / 1e6;
    expect(decodeAttentionUs(32, 8, 128, 1000, 1000, 2, c)).toBeCloseTo(10 + 79 * 3 + 10 + kvUs, 6);
  });

  it("leaves a lone sequence to the parts it is cut in", () => {
    const c: KernelConstants = { ...IDEAL, decode: { ...IDEAL.decode, blockUs: 2 } };
    // 1024 blocks of one head in 32 parts of 32 blocks.
    expect(decodeAttentionUs(1, 1, 128, 1, 131_072, 2, c)).toBeCloseTo(
      Math.max(64, (4 * 128 * 131_072) / 1e6),
      6,
    );
  });

  it("charges for the combination of split sequences only beyond a block", () => {
    const c: KernelConstants = { ...IDEAL, decode: { ...IDEAL.decode, combineUs: 7 } };
    expect(decodeAttentionUs(1, 1, 128, 1, 128, 2, c)).toBeCloseTo((4 * 128 * 128) / 1e6, 9);
    expect(decodeAttentionUs(1, 1, 128, 1, 256, 2, c)).toBeCloseTo(7 + (4 * 128 * 256) / 1e6, 9);
  });

  it("never falls as KV grows, never beats bandwidth, and is slower from a cold L2", () => {
    const kv = fc.integer({ min: 1, max: 1 << 21 });
    fc.assert(
      fc.property(
        shape,
        fc.integer({ min: 1, max: 2048 }),
        kv,
        kv,
        fc.constantFrom(1, 2),
        (s, batch, a, b, bytes) => {
          const heads = s.kvHeads * s.group;
          const at = (sum: number, c = H100) =>
            decodeAttentionUs(heads, s.kvHeads, s.headDim, batch, sum, bytes, c);
          const [less, more] = [batch * Math.min(a, b), batch * Math.max(a, b)];
          expect(at(more)).toBeLessThan(1e10);
          expect(at(more)).toBeGreaterThanOrEqual(at(less) * (1 - 1e-9));
          expect(at(more)).toBeGreaterThanOrEqual(
            memoryFloorUs(2 * s.kvHeads * s.headDim * bytes * more, H100),
          );
          expect(at(more)).toBeGreaterThan(5);
          expect(at(more, coldCache(H100))).toBeGreaterThanOrEqual(at(more));
        },
      ),
    );
  });
});
