import { describe, expect, it } from "vitest";
import { loadTables } from "../../../src/roofline/tables/load.ts";
import { H100_DEVICE } from "../h100.ts";
import { writeFiles } from "./write-table.ts";

const SHAPE = { heads: 32, kvHeads: 8, headDim: 128 };
const DECODE = "dtype,kv_dtype,batch_size,kv_len,latency_us\n";
const FILES = {
  "gemm/data.csv": `m,k,n,latency_us,mfu\n4096,4096,6144,290,${(2 * 4096 * 4096 * 6144) / 290 / 1e6 / 989.5}\n`,
  "mha/decode/32-8-128-tp1.csv": `${DECODE}bf16,bf16,1,1024,20\n`,
  "mha/decode/64-8-128-tp1.csv": `${DECODE}bf16,bf16,1,1024,21\n`,
};

function manifest(sources: Readonly<Record<string, string>>): string {
  const files = Object.entries(sources).map(([path, source]) => [
    path,
    { kind: "decode", dtype: "bf16", tool: "test", source },
  ]);
  return JSON.stringify({ gpu: "H100", files: Object.fromEntries(files) });
}

describe("loadTables", () => {
  it("takes undescribed files for measurements, and says so", () => {
    const tables = loadTables(writeFiles(FILES), "H100", H100_DEVICE, SHAPE);
    expect(tables.decode.map(({ source }) => source)).toEqual(["unknown", "unknown"]);
    expect(tables.notes).toHaveLength(1);
    expect(tables.notes[0]).toMatch(/^3 files of .* are taken for measurements, since there is no manifest/);
  });

  it("reads modelled tables of the wanted shape only, measured ones of any", () => {
    const folder = writeFiles({
      ...FILES,
      "mha/decode/40-40-128-tp1.csv": `${DECODE}bf16,bf16,1,1024,30\n`,
      "manifest.json": manifest({
        "gemm/data.csv": "modelled",
        "mha/decode/32-8-128-tp1.csv": "modelled",
        "mha/decode/64-8-128-tp1.csv": "derived",
        "mha/decode/40-40-128-tp1.csv": "measured",
      }),
    });
    const { decode, notes } = loadTables(folder, "H100", H100_DEVICE, SHAPE);
    expect(decode.map(({ shape, source }) => [shape.heads, source])).toEqual([
      [32, "modelled"],
      [40, "measured"],
    ]);
    expect(notes).toEqual([]);
  });

  it("keeps the measured one of two files with the same per-rank kernel", () => {
    const folder = writeFiles({
      "mha/decode/32-8-128-tp1.csv": `${DECODE}bf16,bf16,1,1024,20\n`,
      "mha/decode/64-16-128-tp2.csv": `${DECODE}bf16,bf16,1,1024,22\n`,
      "manifest.json": manifest({
        "mha/decode/32-8-128-tp1.csv": "modelled",
        "mha/decode/64-16-128-tp2.csv": "measured",
      }),
    });
    const { decode } = loadTables(folder, "H100", H100_DEVICE, SHAPE);
    expect(decode.map(({ leastUs }) => leastUs)).toEqual([22]);
  });

  it("says when two measured files repeat a kernel", () => {
    const folder = writeFiles({
      "mha/decode/32-8-128-tp1.csv": `${DECODE}bf16,bf16,1,1024,20\n`,
      "mha/decode/64-16-128-tp2.csv": `${DECODE}bf16,bf16,1,1024,22\n`,
    });
    const { decode, notes } = loadTables(folder, "H100", H100_DEVICE, SHAPE);
    expect(decode.map(({ leastUs }) => leastUs)).toEqual([20]);
    expect(notes[0]).toBe("1 attention tables repeat another's per-rank shape and were left out");
  });
});
