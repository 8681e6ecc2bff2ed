import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gemmUs } from "../../../src/roofline/kernels/gemm.ts";
import { EXTRAPOLATED, INTERPOLATED, MEASURED, MODELLED } from "../../../src/roofline/tables/along.ts";
import { gemmPrice } from "../../../src/roofline/tables/gemm-price.ts";
import type { GemmTable } from "../../../src/roofline/tables/kernel-tables.ts";
import { noneLowered, toSeries } from "../../../src/roofline/tables/series.ts";
import { H100_CONSTANTS as C } from "../h100.ts";

type Rows = readonly (readonly [m: number, us: number])[];

function table(sites: readonly { k: number; n: number; rows: Rows }[], source = "measured"): GemmTable {
  const made = sites.map(({ k, n, rows }) => ({
    k,
    n,
    series: toSeries(
      rows.map(([x, us], line) => ({ x, us, line })),
      0.1,
      "f",
      "m",
      noneLowered(),
    ),
  }));
  const leastUs = Math.min(...sites.flatMap(({ rows }) => rows.map(([, us]) => us)));
  return { source: source as GemmTable["source"], sites: made, leastUs };
}

const analytic = (m: number, k: number, n: number) => gemmUs(m, k, n, "bf16", C);
const times = (k: number, n: number, factor: number): Rows =>
  [1, 8, 64, 256, 1024, 4096].map((m) => [m, factor * analytic(m, k, n)] as const);

describe("gemmPrice", () => {
  it("without a table is the analytic model", () => {
    const price = gemmPrice(undefined, 4096, 6144, "bf16", C);
    expect(price(128)).toEqual({ us: analytic(128, 4096, 6144), provenance: MODELLED });
  });

  it("of a site in the table is measured on a point, interpolated between, extrapolated beyond", () => {
    const price = gemmPrice(
      table([{ k: 4096, n: 6144, rows: times(4096, 6144, 1.2) }]),
      4096,
      6144,
      "bf16",
      C,
    );
    expect(price(64).provenance).toBe(MEASURED);
    expect(price(64).us).toBeCloseTo(1.2 * analytic(64, 4096, 6144), 9);
    expect(price(100).provenance).toBe(INTERPOLATED);
    expect(price(8192).provenance).toBe(EXTRAPOLATED);
    expect(price(8192).us).toBeCloseTo(1.2 * analytic(8192, 4096, 6144), 6);
  });

  it("of a modelled table is never more than modelled", () => {
    const own = table([{ k: 4096, n: 6144, rows: times(4096, 6144, 1) }], "modelled");
    for (const m of [64, 100, 8192]) {
      expect(gemmPrice(own, 4096, 6144, "bf16", C)(m).provenance).toBe(MODELLED);
      expect(gemmPrice(own, 2048, 2048, "bf16", C)(m).provenance).toBe(MODELLED);
    }
  });

  it("of another site carries the measured correction over", () => {
    const slow = [
      { k: 4096, n: 4096, rows: times(4096, 4096, 1.3) },
      { k: 8192, n: 8192, rows: times(8192, 8192, 1.3) },
    ];
    const price = gemmPrice(table(slow), 5120, 5120, "bf16", C)(256);
    expect(price.provenance).toBe(EXTRAPOLATED);
    expect(price.us).toBeCloseTo(1.3 * analytic(256, 5120, 5120), 9);
  });

  it("weighs the corrections by nearness", () => {
    const two = [
      { k: 4096, n: 4096, rows: times(4096, 4096, 1.1) },
      { k: 4096, n: 16384, rows: times(4096, 16384, 1.5) },
    ];
    // Equally far in log space: the mean.
    const middle = gemmPrice(table(two), 4096, 8192, "bf16", C)(64).us / analytic(64, 4096, 8192);
    expect(middle).toBeCloseTo(1.3, 9);
    const near = gemmPrice(table(two), 4096, 4608, "bf16", C)(64).us / analytic(64, 4096, 4608);
    expect(near).toBeLessThan(1.12);
  });

  it("is never faster than peak FLOPs, reading the weights, or a launch, even where a row claims it", () => {
    const impossible: Rows = [
      [1, 0.5],
      [1024, 1],
      [4096, 2],
    ];
    const price = gemmPrice(table([{ k: 4096, n: 6144, rows: impossible }]), 4096, 6144, "bf16", C);
    // 4096 x 6144 bf16 weights at 3.35 TB/s.
    expect(price(1).us).toBeCloseTo(50.331648 / 3.35, 9);
    expect(price(4096).us).toBeCloseTo((2 * 4096 * 4096 * 6144) / 989.5e6, 6);
    expect(price(1024).us).toBeCloseTo((2 * 1024 * 4096 * 6144) / 989.5e6, 6);
  });

  it("falls by at most 10 % as m grows, and never beats physics, whatever the table says", () => {
    const ms = [1, 4, 16, 64, 128, 256, 512, 1024, 4096];
    const anyRows = fc
      .array(fc.double({ min: 0.3, max: 4, noNaN: true }), { minLength: ms.length, maxLength: ms.length })
      .map((factors): Rows => ms.map((m, i) => [m, factors[i]! * analytic(m, 4096, 6144)] as const));
    const sizes = fc.constantFrom(2048, 3584, 4096, 6144, 14336);
    fc.assert(
      fc.property(anyRows, anyRows, sizes, sizes, (first, second, k, n) => {
        const made = table([
          { k: 4096, n: 6144, rows: first },
          { k: 2048, n: 14336, rows: second },
        ]);
        const price = gemmPrice(made, k, n, "bf16", C);
        let most = 0;
        for (let m = 1; m <= 6000; m = Math.ceil(m * 1.13)) {
          const { us } = price(m);
          expect(us).toBeGreaterThanOrEqual(0.9 * most * (1 - 1e-9));
          expect(us).toBeGreaterThanOrEqual(((2 * m * k * n) / 989.5e12) * 1e6 * (1 - 1e-12));
          expect(us).toBeGreaterThanOrEqual(((2 * k * n) / 3.35e12) * 1e6 * (1 - 1e-12));
          most = Math.max(most, us);
        }
      }),
      { numRuns: 100 },
    );
  });
});
