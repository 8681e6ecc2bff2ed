import { expect, it } from "vitest";
import { coldCache } from "../../../src/roofline/kernels/constants.ts";
import { decodeAttentionUs } from "../../../src/roofline/kernels/decode-attention.ts";
import { gemmUs } from "../../../src/roofline/kernels/gemm.ts";
import { readCsv } from "../../../src/roofline/tables/csv.ts";
import { DecodePrice } from "../../../src/roofline/tables/decode-price.ts";
import { gemmPrice } from "../../../src/roofline/tables/gemm-price.ts";
import type { DecodeTable, GemmSite } from "../../../src/roofline/tables/kernel-tables.ts";
import type { Column } from "../../../src/roofline/tables/parse-csv.ts";
import { noneLowered, toSeries } from "../../../src/roofline/tables/series.ts";
import { describeWithReference, referenceFile } from "../../reference.ts";
import { H100_CONSTANTS as C } from "../h100.ts";

/**
 * What tables are for: rows that are left out are priced from those that are there. The analytic model was fitted on
 * all of these rows, so beating it where it was fitted is the harder comparison.
 */

function rowsOf(path: string, names: readonly string[]): number[][] {
  const columns = names.map((name): Column => ({ name, type: "positive" }));
  return readCsv(referenceFile(path), columns).rows.map(({ values }) => values as number[]);
}

function groups(rows: readonly number[][], keys: number): Map<string, number[][]> {
  const found = new Map<string, number[][]>();
  for (const row of rows) {
    const name = row.slice(0, keys).join("-");
    found.set(name, [...(found.get(name) ?? []), row]);
  }
  return found;
}

function series(points: readonly (readonly [number, number])[], slack: number) {
  return toSeries(
    points.map(([x, us], line) => ({ x, us, line })),
    slack,
    "reference",
    "x",
    noneLowered(),
  );
}

const mean = (errors: readonly number[]) =>
  errors.reduce((sum, error) => sum + Math.abs(error), 0) / errors.length;

describeWithReference("GEMM tables", "kernels/gemm_bf16_h100.csv", () => {
  const rows = () => rowsOf("kernels/gemm_bf16_h100.csv", ["k", "n", "m", "latency_us"]);
  const sites = () => [
    ...groups(
      rows().filter(([k, n]) => k! >= 1024 && n! >= 1024),
      2,
    ).values(),
  ];
  const site = (points: readonly number[][], keep = (_m: number) => true): GemmSite => {
    const kept = points.filter(([, , m]) => keep(m!)).map(([, , m, us]) => [m!, us!] as const);
    return { k: points[0]![0]!, n: points[0]![1]!, series: series(kept, 0.1) };
  };

  it("between powers of two of m: within 5 %, and no worse than the model", () => {
    const powers = (m: number) => Number.isInteger(Math.log2(m));
    const [table, model]: [number[], number[]] = [[], []];
    for (const points of sites()) {
      const own = site(points, powers);
      const price = gemmPrice({ source: "measured", sites: [own], leastUs: 3 }, own.k, own.n, "bf16", C);
      for (const [k, n, m, us] of points) {
        if (powers(m!) || m! > 8192) continue;
        table.push(price(m!).us / us! - 1);
        model.push(gemmUs(m!, k!, n!, "bf16", C) / us! - 1);
      }
    }
    expect(table.length).toBeGreaterThan(3000);
    expect(mean(table)).toBeLessThan(0.05);
    expect(mean(table)).toBeLessThan(mean(model));
  });

  it("of weight matrices that are left out: within 4 %, and better than the model", () => {
    const all = sites();
    const [table, model]: [number[], number[]] = [[], []];
    for (const points of all.filter((_, index) => index % 5 === 0)) {
      const others = all.filter((other) => other !== points).map((other) => site(other));
      const [k, n] = points[0]! as [number, number];
      const price = gemmPrice({ source: "measured", sites: others, leastUs: 3 }, k, n, "bf16", C);
      for (const [, , m, us] of points) {
        table.push(price(m!).us / us! - 1);
        model.push(gemmUs(m!, k, n, "bf16", C) / us! - 1);
      }
    }
    expect(mean(table)).toBeLessThan(0.04);
    expect(mean(table)).toBeLessThan(mean(model));
  });
});

describeWithReference("decode tables", "kernels/attention_decode_vllm_h100.csv", () => {
  const names = ["nh", "nkv", "dh", "batch", "kv_len", "latency_us"];
  const shapes = () => [...groups(rowsOf("kernels/attention_decode_vllm_h100.csv", names), 3).values()];
  const shapeOf = (points: readonly number[][]) => {
    const [heads, kvHeads, headDim] = points[0]! as [number, number, number];
    return { heads, kvHeads, headDim };
  };
  const table = (points: readonly number[][]): DecodeTable => {
    const batches = [...new Set(points.map((row) => row[3]!))].sort((a, b) => a - b);
    return {
      source: "measured",
      shape: shapeOf(points),
      kvDtype: "bf16",
      batches: Float64Array.from(batches),
      series: batches.map((batch) =>
        series(
          points.filter((row) => row[3] === batch).map((row) => [row[4]!, row[5]!] as const),
          0,
        ),
      ),
      leastUs: 5,
    };
  };
  const priceOf = (tables: DecodeTable[], points: readonly number[][], rows: readonly number[][]) => {
    const { heads, kvHeads, headDim } = shapeOf(points);
    const price = new DecodePrice(tables, shapeOf(points), "bf16", 2, C);
    return rows.map(([, , , batch, kv, us]) => {
      const curve = price.curve(batch!);
      curve.price(batch! * kv!);
      const model = decodeAttentionUs(heads, kvHeads, headDim, batch!, batch! * kv!, 2, C);
      return [curve.us / us! - 1, model / us! - 1] as const;
    });
  };

  it("with every other batch size and KV length left out: within 4 %, and better than the model", () => {
    const evenPower = (x: number) => Math.log2(x) % 2 === 0;
    const errors = shapes().flatMap((points) => {
      const kept = points.filter((row) => evenPower(row[3]!) && evenPower(row[4]!));
      const out = points.filter((row) => !kept.includes(row) && row[4]! >= 64);
      return kept.length === 0 ? [] : priceOf([table(kept)], points, out);
    });
    expect(errors.length).toBeGreaterThan(1000);
    expect(mean(errors.map(([own]) => own))).toBeLessThan(0.04);
    expect(mean(errors.map(([own]) => own))).toBeLessThan(mean(errors.map(([, model]) => model)));
  });

  it("of head shapes that are left out: within 3 %, and better than the model", () => {
    const all = shapes();
    const errors = all.flatMap((points) => {
      const others = all.filter((other) => other !== points).map(table);
      return priceOf(
        others,
        points,
        points.filter((row) => row[4]! >= 64),
      );
    });
    expect(mean(errors.map(([own]) => own))).toBeLessThan(0.03);
    expect(mean(errors.map(([own]) => own))).toBeLessThan(mean(errors.map(([, model]) => model)));
  });
});

it("a KV cache that is not in L2 is read no faster", () => {
  const cold = coldCache(C);
  for (const kv of [64, 1024, 16_384]) {
    const warmUs = decodeAttentionUs(32, 8, 128, 8, 8 * kv, 2, C);
    expect(decodeAttentionUs(32, 8, 128, 8, 8 * kv, 2, cold)).toBeGreaterThanOrEqual(warmUs);
  }
});
