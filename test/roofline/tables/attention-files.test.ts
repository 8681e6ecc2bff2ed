import { existsSync, readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { readDecodeFile, readPrefillFile } from "../../../src/roofline/tables/attention-files.ts";
import { describeWithReference, referenceFile } from "../../reference.ts";
import { plainFile, writeTable } from "./write-table.ts";

const SHAPE = { heads: 32, kvHeads: 8, headDim: 128 };
const fileOf = (text: string) => ({ ...plainFile(writeTable(text), "x.csv"), shape: SHAPE, tp: 1 });

it("reads prefill times by length", () => {
  const table = readPrefillFile(
    fileOf("dtype,seq_len,latency_us,mfu\nbf16,4096,217.585,0.638\nbf16,1024,38.098,0.228\n"),
    "measured",
    [],
  );
  expect([...table.series.x]).toEqual([1024, 4096]);
  expect([...table.series.us]).toEqual([38.098, 217.585]);
  expect(table.leastUs).toBe(38.098);
});

it("reads decode times by batch and KV length, one table for each KV type", () => {
  const header = "dtype,kv_dtype,batch_size,kv_len,latency_us,mfu";
  const rows = ["bf16,bf16,16,1024,35.6,0.008", "bf16,bf16,1,1024,23.4,0.0", "bf16,fp8,1,1024,22.1,0.0"];
  const notes: string[] = [];
  const tables = readDecodeFile(fileOf([header, ...rows].join("\n")), "measured", notes);
  expect(tables.map(({ kvDtype, batches }) => [kvDtype, [...batches]])).toEqual([
    ["bf16", [1, 16]],
    ["fp8", [1]],
  ]);
  expect(tables[0]!.leastUs).toBe(23.4);
  expect(notes).toEqual([]);
});

it("refuses element types it does not know", () => {
  const text = "dtype,kv_dtype,batch_size,kv_len,latency_us\nbf16,int4,1,1024,20\n";
  expect(() => readDecodeFile(fileOf(text), "measured", [])).toThrow(
    'table.csv:2: kv_dtype must be bf16, fp16 or fp8, got "int4"',
  );
});

describeWithReference("published H100 decode tables", "infersim/bench_data/mha/decode/h100", () => {
  const folder = referenceFile("infersim/bench_data/mha/decode/h100");
  it.each(existsSync(folder) ? readdirSync(folder) : [])(
    "%s: cold rows are lowered and told, times never fall with KV length",
    (name) => {
      const notes: string[] = [];
      const file = { ...plainFile(`${folder}/${name}`, name), shape: SHAPE, tp: 1 };
      const [table] = readDecodeFile(file, "measured", notes);
      for (const { us } of table!.series) expect([...us]).toEqual([...us].sort((a, b) => a - b));
      const first = table!.series[0]!;
      expect(first.exact[0] === 1 || notes.length === 1).toBe(true);
    },
  );

  it("finds the cold first row of 32-8-128", () => {
    const notes: string[] = [];
    const file = { ...plainFile(`${folder}/32-8-128.csv`, "32-8-128.csv"), shape: SHAPE, tp: 1 };
    const [table] = readDecodeFile(file, "measured", notes);
    expect(table!.series[0]!.us[0]).toBe(23.498);
    expect(notes[0]).toMatch(/most: line 2, by 41 %/);
  });
});
