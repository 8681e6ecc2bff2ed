import { expect, it } from "vitest";
import { readGemmFile } from "../../../src/roofline/tables/gemm-file.ts";
import { describeWithReference, referenceFile } from "../../reference.ts";
import { H100_DEVICE } from "../h100.ts";
import { plainFile, writeTable } from "./write-table.ts";

/** Row of a GEMM that takes `us`, with its mfu against `peakTFlops`, rounded as published tables are. */
const row = (m: number, k: number, n: number, us: number, peakTFlops: number) =>
  `${m},${k},${n},${us},${((2 * m * k * n) / us / 1e6 / peakTFlops).toFixed(3)}`;

function read(rows: string[], dtype: "bf16" | "fp8" = "bf16") {
  const notes: string[] = [];
  const file = plainFile(writeTable(["m,k,n,latency_us,mfu", ...rows].join("\n")), "gemm/data.csv");
  return { table: readGemmFile(file, dtype, "measured", H100_DEVICE, notes), notes };
}

it("groups rows by weight matrix and takes the latency, not the rounded mfu", () => {
  const { table, notes } = read([
    row(4096, 4096, 6144, 290, 989.5),
    row(1, 4096, 6144, 20, 989.5),
    row(2048, 4096, 4096, 95, 989.5),
  ]);
  expect(table.sites.map(({ k, n }) => [k, n])).toEqual([
    [4096, 6144],
    [4096, 4096],
  ]);
  expect([...table.sites[0]!.series.us]).toEqual([20, 290]);
  expect(table.leastUs).toBe(20);
  expect(notes).toEqual([]);
});

it("refuses an FP8 table in the place of a BF16 one, and takes it as what it is", () => {
  const rows = [row(4096, 4096, 6144, 160, 1979), row(8192, 4096, 6144, 310, 1979)];
  expect(() => read(rows)).toThrow(/mfu is relative to the FP8 peak .* 1979 TFLOP.*25-45 % too fast/);
  expect(read(rows, "fp8").table.sites).toHaveLength(1);
});

it("says so when the mfu column is relative to neither peak, or tells nothing", () => {
  expect(read([row(4096, 4096, 6144, 290, 1513)]).notes[0]).toMatch(/relative to 151\d TFLOP.*no bf16 peak/);
  expect(read([row(1, 4096, 6144, 20, 989.5)]).notes[0]).toMatch(/cannot be told apart; read as bf16/);
});

it("names site and line of a duplicate", () => {
  const rows = [row(64, 4096, 6144, 20, 989.5), row(64, 4096, 6144, 21, 989.5)];
  expect(() => read(rows)).toThrow(/table\.csv:3: is a second row for k 4096, n 6144, m 64/);
});

describeWithReference("published H100 GEMM table", "infersim/bench_data/gemm/h100/data.csv", () => {
  const file = plainFile(referenceFile("infersim/bench_data/gemm/h100/data.csv"), "gemm/h100/data.csv");
  it("is recognised as FP8", () => {
    expect(() => readGemmFile(file, "bf16", "measured", H100_DEVICE, [])).toThrow(/these are FP8 times/);
    expect(readGemmFile(file, "fp8", "measured", H100_DEVICE, []).sites.length).toBeGreaterThan(5);
  });
});
