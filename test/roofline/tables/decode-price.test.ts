import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DECODE_BATCHES, decodeKvLengths } from "../../../src/ingest/sweeps.ts";
import { decodeAttentionUs } from "../../../src/roofline/kernels/decode-attention.ts";
import { EXTRAPOLATED, INTERPOLATED, MEASURED, MODELLED } from "../../../src/roofline/tables/along.ts";
import { DecodePrice } from "../../../src/roofline/tables/decode-price.ts";
import type { DecodeTable } from "../../../src/roofline/tables/kernel-tables.ts";
import { noneLowered, toSeries } from "../../../src/roofline/tables/series.ts";
import { H100_CONSTANTS as C } from "../h100.ts";

const SHAPE = { heads: 32, kvHeads: 8, headDim: 128 };

const analytic = (batch: number, kv: number, shape = SHAPE) =>
  decodeAttentionUs(shape.heads, shape.kvHeads, shape.headDim, batch, batch * kv, 2, C);

/** `rows[i]` is [batch, KV length, us]. */
function table(
  rows: readonly (readonly [number, number, number])[],
  shape = SHAPE,
  source = "measured",
): DecodeTable {
  const batches = [...new Set(rows.map(([batch]) => batch))].sort((a, b) => a - b);
  const series = batches.map((wanted) =>
    toSeries(
      rows.filter(([batch]) => batch === wanted).map(([, x, us], line) => ({ x, us, line })),
      0,
      "f",
      "kv_len",
      noneLowered(),
    ),
  );
  return {
    source: source as DecodeTable["source"],
    shape,
    kvDtype: "bf16",
    batches: Float64Array.from(batches),
    series,
    leastUs: Math.min(...rows.map(([, , us]) => us)),
  };
}

function price(tables: DecodeTable[], batch: number, kv: number) {
  const curve = new DecodePrice(tables, SHAPE, "bf16", 2, C).curve(batch);
  curve.price(batch * kv);
  return { us: curve.us, provenance: curve.provenance };
}

const OWN = table([
  [1, 1024, 14],
  [1, 4096, 20],
  [8, 1024, 24],
  [8, 4096, 64],
]);

describe("DecodePrice", () => {
  it("without tables follows the analytic model", () => {
    for (const [batch, kv] of [
      [1, 1],
      [7, 333],
      [256, 1500],
      [1000, 131_072],
    ] as const) {
      const { us, provenance } = price([], batch, kv);
      expect(us / analytic(batch, kv)).toBeCloseTo(1, 2);
      expect(provenance).toBe(MODELLED);
    }
  });

  it("is measured on a point, and follows the model along KV length", () => {
    expect(price([OWN], 8, 4096)).toEqual({ us: 64, provenance: MEASURED });
    const share = (analytic(8, 2560) - analytic(8, 1024)) / (analytic(8, 4096) - analytic(8, 1024));
    expect(price([OWN], 8, 2560).us).toBeCloseTo(24 + 40 * share, 1);
    expect(price([OWN], 8, 2560).provenance).toBe(INTERPOLATED);
  });

  it("corrects the model between two batch sizes by both, in proportion", () => {
    // Batch 4 is 3/7 of the way from 1 to 8.
    const ratio = (4 / 7) * (20 / analytic(1, 4096)) + (3 / 7) * (64 / analytic(8, 4096));
    const between = price([OWN], 4, 4096);
    expect(between.us).toBeCloseTo(ratio * analytic(4, 4096), 9);
    expect(between.provenance).toBe(INTERPOLATED);
  });

  it("holds the edge's efficiency outside of the grid", () => {
    const longer = price([OWN], 8, 16_384);
    expect(longer.us).toBeCloseTo((64 / analytic(8, 4096)) * analytic(8, 16_384), 6);
    expect(longer.provenance).toBe(EXTRAPOLATED);
    const larger = price([OWN], 64, 4096);
    expect(larger.us).toBeCloseTo((64 / analytic(8, 4096)) * analytic(64, 4096), 6);
    expect(larger.provenance).toBe(EXTRAPOLATED);
    expect(price([OWN], 8, 600).provenance).toBe(EXTRAPOLATED);
  });

  it("of another shape carries the correction over, and modelled tables carry none", () => {
    const other = { heads: 64, kvHeads: 8, headDim: 128 };
    const points = [1, 16, 256].flatMap((batch) =>
      [256, 1024, 8192].map((kv) => [batch, kv, 1.25 * analytic(batch, kv, other)] as const),
    );
    const carried = price([table(points, other)], 16, 1024);
    expect(carried.us).toBeCloseTo(1.25 * analytic(16, 1024), 9);
    expect(carried.provenance).toBe(EXTRAPOLATED);
    const modelled = table(
      points.map(([b, kv]) => [b, kv, analytic(b, kv)] as const),
      SHAPE,
      "modelled",
    );
    expect(price([modelled], 16, 1024).provenance).toBe(MODELLED);
    // The measured neighbour says more than the modelled table of the shape itself.
    expect(price([modelled, table(points, other)], 16, 1024).us).toBeCloseTo(carried.us, 9);
  });

  it("reproduces the model from a table of its own times, in and between its rows", () => {
    const points = DECODE_BATCHES.flatMap((batch) =>
      decodeKvLengths(batch).map((kv) => [batch, kv, analytic(batch, kv)] as const),
    );
    const own = new DecodePrice([table(points, SHAPE, "modelled")], SHAPE, "bf16", 2, C);
    const inGrid = fc.tuple(fc.integer({ min: 1, max: 512 }), fc.integer({ min: 256, max: 32_768 }));
    fc.assert(
      fc.property(inGrid, ([batch, kv]) => {
        const curve = own.curve(batch);
        curve.price(batch * kv);
        // The largest there is: 1.1 %, at batch 7 and 1334 tokens.
        expect(Math.abs(curve.us / analytic(batch, kv) - 1)).toBeLessThan(0.012);
      }),
    );
  });

  it("never falls as KV grows, and never beats bandwidth, FLOPs or a launch, whatever the table says", () => {
    const factor = fc.double({ min: 0.2, max: 5, noNaN: true });
    const grid = [1, 4, 32].flatMap((batch) => [256, 1024, 8192].map((kv) => [batch, kv] as const));
    const tables = fc
      .tuple(
        fc.array(factor, { minLength: grid.length, maxLength: grid.length }),
        fc.constantFrom(SHAPE, { heads: 28, kvHeads: 4, headDim: 128 }),
      )
      .map(([factors, shape]) =>
        table(
          grid.map(([b, kv], i) => [b, kv, factors[i]! * analytic(b, kv, shape)] as const),
          shape,
        ),
      );
    fc.assert(
      fc.property(tables, fc.integer({ min: 1, max: 300 }), (made, batch) => {
        const curve = new DecodePrice([made], SHAPE, "bf16", 2, C).curve(batch);
        let before = 0;
        for (let kv = 1; kv < 3e6; kv *= 1.31) {
          const kvSum = Math.round(batch * kv);
          curve.price(kvSum);
          expect(curve.us).toBeGreaterThanOrEqual(before * (1 - 1e-12));
          before = curve.us;
          const bytes = 2 * 8 * 128 * 2 * kvSum;
          expect(curve.us).toBeGreaterThanOrEqual((bytes / 3.35e12) * 1e6 * (1 - 1e-12));
          expect(curve.us).toBeGreaterThanOrEqual(Math.min(made.leastUs, analytic(1, 1)) * (1 - 1e-12));
        }
      }),
      { numRuns: 100 },
    );
  });
});
