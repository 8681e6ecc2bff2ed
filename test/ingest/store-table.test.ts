import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type NewTable, reasonToKeep, storeTables } from "../../src/ingest/store-table.ts";
import { TABLE_NOTE } from "../../src/ingest/table-text.ts";
import type { ManifestEntry } from "../../src/roofline/tables/parse-manifest.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "store-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const table = (rows: number, source: ManifestEntry["source"]): NewTable => ({
  key: "mha/prefill/32-8-128.csv",
  text: `dtype,seq_len,latency_us,mfu\n${Array.from({ length: rows }, (_, i) => `bf16,${i + 1},9,0.1\n`).join("")}`,
  rows,
  entry: { kind: "prefill", dtype: "bf16", source, tool: "test" },
});
const store = (next: NewTable) => storeTables(folder, "H100", [next]);

test("a first table is stored with its line in the manifest", () => {
  const first = table(3, "modelled");
  expect(reasonToKeep(folder, first)).toBeUndefined();
  store(first);
  expect(readFileSync(join(folder, first.key), "utf8")).toBe(first.text);
  expect(JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"))).toEqual({
    gpu: "H100",
    note: TABLE_NOTE,
    files: { [first.key]: first.entry },
  });
});

test("measured replaces modelled, never the other way round", () => {
  store(table(3, "modelled"));
  expect(reasonToKeep(folder, table(3, "measured"))).toBeUndefined();
  store(table(3, "measured"));
  expect(reasonToKeep(folder, table(9, "modelled"))).toBe("the table there is measured, this one is not");
  expect(reasonToKeep(folder, table(9, "derived"))).toBe("the table there is measured, this one is not");
});

test("of two measured tables the one with more rows stays", () => {
  store(table(5, "measured"));
  expect(reasonToKeep(folder, table(4, "measured"))).toBe("the table there has 5 rows, this one 4");
  expect(reasonToKeep(folder, table(5, "measured"))).toBeUndefined();
});

test("a table that nobody describes counts as measured", () => {
  store(table(3, "modelled"));
  rmSync(join(folder, "manifest.json"));
  expect(reasonToKeep(folder, table(3, "modelled"))).toBe("the table there is measured, this one is not");
});
