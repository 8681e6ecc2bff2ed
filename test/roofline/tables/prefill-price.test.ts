import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { prefillAttentionUs } from "../../../src/roofline/kernels/prefill-attention.ts";
import { EXTRAPOLATED, INTERPOLATED, MEASURED, MODELLED } from "../../../src/roofline/tables/along.ts";
import type { PrefillTable } from "../../../src/roofline/tables/kernel-tables.ts";
import { PrefillPrice } from "../../../src/roofline/tables/prefill-price.ts";
import { noneLowered, toSeries } from "../../../src/roofline/tables/series.ts";
import { H100_CONSTANTS as C } from "../h100.ts";

const SHAPE = { heads: 32, kvHeads: 8, headDim: 128 };
const LENGTHS = [256, 1024, 4096];

const analytic = (tokens: number[], context: number[] = tokens.map(() => 0), shape = SHAPE) =>
  prefillAttentionUs(shape.heads, shape.kvHeads, shape.headDim, tokens, context, tokens.length, C);

/** A table that is `factors` slower than the model at LENGTHS. */
function table(factors: readonly number[], shape = SHAPE, source = "measured"): PrefillTable {
  const points = LENGTHS.map((x, i) => ({
    x,
    us: factors[i]! * analytic([x], [0], shape),
    line: i + 2,
  }));
  const series = toSeries(points, 0, "f", "seq_len", noneLowered());
  return { source: source as PrefillTable["source"], shape, series, leastUs: series.us[0]! };
}

function price(tables: PrefillTable[], tokens: number[], context: number[] = tokens.map(() => 0)) {
  const made = new PrefillPrice(tables, SHAPE, 2, C);
  made.price(tokens, context, tokens.length);
  return { us: made.us, provenance: made.provenance };
}

describe("PrefillPrice", () => {
  it("without tables is the analytic model", () => {
    expect(price([], [512, 100], [0, 300])).toEqual({
      us: analytic([512, 100], [0, 300]),
      provenance: MODELLED,
    });
  });

  it("is measured on a point, and interpolated along the square root of the length between", () => {
    const own = table([1.2, 1.4, 1.1]);
    expect(price([own], [1024]).provenance).toBe(MEASURED);
    expect(price([own], [1024]).us).toBeCloseTo(1.4 * analytic([1024]), 9);
    // sqrt 576 = 24 is half way from sqrt 256 = 16 to sqrt 1024 = 32.
    expect(price([own], [576]).provenance).toBe(INTERPOLATED);
    expect(price([own], [576]).us).toBeCloseTo(1.3 * analytic([576]), 9);
    expect(price([own], [8192]).provenance).toBe(EXTRAPOLATED);
    expect(price([own], [8192]).us).toBeCloseTo(1.1 * analytic([8192]), 9);
  });

  it("looks a chunk behind a prefix up by the prompt of equal work", () => {
    const own = table([1.2, 1.4, 1.1]);
    // 512 tokens after 768: sqrt(512 * (2 * 768 + 512)) = 1024.
    const chunk = price([own], [512], [768]);
    expect(chunk.us).toBeCloseTo(1.4 * analytic([512], [768]), 9);
    expect(chunk.provenance).toBe(EXTRAPOLATED);
  });

  it("weighs several chunks by their work, in one launch", () => {
    const own = table([1.2, 1.4, 1.1]);
    const [small, large] = [256 ** 2, 1024 ** 2];
    const ratio = (1.2 * small + 1.4 * large) / (small + large);
    const both = price([own], [256, 1024]);
    expect(both.us).toBeCloseTo(ratio * analytic([256, 1024]), 9);
    expect(both.provenance).toBe(INTERPOLATED);
    expect(both.us).toBeLessThan(price([own], [256]).us + price([own], [1024]).us);
  });

  it("of another shape carries the correction over; modelled tables carry none", () => {
    const other = { heads: 64, kvHeads: 8, headDim: 128 };
    const carried = price([table([1.3, 1.3, 1.3], other)], [2000]);
    expect(carried.us).toBeCloseTo(1.3 * analytic([2000]), 9);
    expect(carried.provenance).toBe(EXTRAPOLATED);
    expect(price([table([1, 1, 1], SHAPE, "modelled")], [1024]).provenance).toBe(MODELLED);
  });

  it("prefers a measured neighbour to a modelled table of its own", () => {
    const other = { heads: 28, kvHeads: 4, headDim: 128 };
    const tables = [table([1, 1, 1], SHAPE, "modelled"), table([1.5, 1.5, 1.5], other)];
    expect(price(tables, [1024]).us).toBeCloseTo(1.5 * analytic([1024]), 9);
  });

  it("never beats peak FLOPs or the bandwidth that the KV takes", () => {
    const chunk = fc.tuple(fc.integer({ min: 1, max: 8192 }), fc.integer({ min: 0, max: 100_000 }));
    fc.assert(
      fc.property(
        fc.array(chunk, { minLength: 1, maxLength: 6 }),
        fc.double({ min: 0.01, max: 2, noNaN: true }),
        (chunks, factor) => {
          const tokens = chunks.map(([t]) => t);
          const context = chunks.map(([, s]) => s);
          const { us } = price([table([factor, factor, factor])], tokens, context);
          const work = chunks.reduce((sum, [t, s]) => sum + 4 * 32 * 128 * t * (s + t / 2), 0);
          const bytes = chunks.reduce((sum, [t, s]) => sum + 2 * 8 * 128 * 2 * (t + s), 0);
          expect(us).toBeGreaterThanOrEqual((work / 989.5e12) * 1e6 * (1 - 1e-12));
          expect(us).toBeGreaterThanOrEqual((bytes / 3.35e12) * 1e6 * (1 - 1e-12));
        },
      ),
    );
  });
});
