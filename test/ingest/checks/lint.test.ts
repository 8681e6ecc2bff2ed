import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lintTables } from "../../../src/ingest/checks/lint.ts";
import type { Finding } from "../../../src/ingest/finding.ts";
import { openTables } from "../../../src/ingest/table-files.ts";
import { describeWithReference, referenceFile } from "../../reference.ts";
import { CONTEXT, cleanTables, mapRows, writeTables } from "../fixtures.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lint-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Findings after one table was changed. */
function lintWith(path: string, change: (text: string) => string | undefined): Finding[] {
  const tables = cleanTables();
  const text = change(tables.get(path)!);
  if (text === undefined) tables.delete(path);
  else tables.set(path, text);
  writeTables(folder, tables);
  return lintTables(openTables(folder, "H100"), CONTEXT);
}

const found = (findings: readonly Finding[]) => findings.map(({ file, check }) => `${file} ${check}`);
const scaled = (factor: number) => (row: Record<string, string>) => ({
  ...row,
  latency_us: String(Number(row.latency_us) * factor),
});
const consistent = (factor: number) => (row: Record<string, string>) => ({
  ...scaled(factor)(row),
  mfu: String(Number(row.mfu) / factor),
});

const GEMM = "gemm/data.csv";
const DECODE = "mha/decode/32-8-128-tp1.csv";
const PREFILL = "mha/prefill/32-8-128.csv";

test("clean tables pass", () => {
  writeTables(folder, cleanTables());
  const set = openTables(folder, "H100");
  expect(set.tables).toHaveLength(25);
  expect(lintTables(set, CONTEXT)).toEqual([]);
});

test("measured tables pass: noise of half a percent, and GEMM times that fall by 8 % at a better tile", () => {
  const noisy = lintWith(DECODE, (text) => mapRows(text, (row, i) => consistent(i % 2 ? 1.005 : 1)(row)));
  expect(noisy).toEqual([]);
  const tiles = lintWith(GEMM, (text) =>
    mapRows(text, (row) => consistent(row.m === "512" && row.k === "4096" ? 1.02 : 1)(row)),
  );
  expect(tiles).toEqual([]);
});

describe("finds what was planted, and nothing else:", () => {
  test("FP8 times in the place of BF16: mfu against 1979", () => {
    const findings = lintWith(GEMM, (text) =>
      mapRows(text, (row) => ({ ...row, mfu: String(Number(row.mfu) / 2) })),
    );
    expect(found(findings)).toEqual([`${GEMM} dtype-peak`]);
    expect(findings[0]!.message).toContain("2mnk/latency/mfu = 1979 TFLOP/s");
    expect(findings[0]!.rows).toBe(28);
  });

  test("the same with three decimals, which hide it for small m", () => {
    const findings = lintWith(GEMM, (text) =>
      mapRows(text, (row) => ({ ...row, mfu: (Number(row.mfu) / 2).toFixed(3) })),
    );
    expect(found(findings)).toContain(`${GEMM} dtype-peak`);
  });

  test("some FP8 rows among BF16 ones", () => {
    const findings = lintWith(GEMM, (text) =>
      mapRows(text, (row, i) => (i === 5 ? { ...row, mfu: String(Number(row.mfu) / 2) } : row)),
    );
    expect(findings).toMatchObject([{ check: "dtype-peak", line: 7, rows: 1 }]);
    expect(findings[0]!.message).toMatch(/^some rows differ from the rest/);
  });

  test("a row above the peak", () => {
    const findings = lintWith(GEMM, (text) =>
      mapRows(text, (row) => (row.m === "8192" && row.k === "8192" ? consistent(0.6)(row) : row)),
    );
    expect(found(findings)).toContain(`${GEMM} above-peak`);
  });

  test("a row above the memory bandwidth, and one that was still in L2", () => {
    const large = lintWith(DECODE, (text) =>
      mapRows(text, (row) =>
        row.batch_size === "64" && row.kv_len === "131072" ? consistent(0.7)(row) : row,
      ),
    );
    expect(found(large)).toContain(`${DECODE} above-bandwidth`);
    const small = lintWith(DECODE, (text) =>
      mapRows(text, (row) =>
        row.batch_size === "1" && row.kv_len === "8192" ? { ...row, latency_us: "5", mfu: "0.02714" } : row,
      ),
    );
    expect(found(small)).toContain(`${DECODE} warm-cache`);
  });

  test("a cold first row", () => {
    const findings = lintWith(DECODE, (text) =>
      mapRows(text, (row, i) => (i === 0 ? consistent(1.7)(row) : row)),
    );
    expect(found(findings)).toEqual([`${DECODE} cold-first-row`]);
    expect(findings[0]!.line).toBe(2);
  });

  test("an mfu column rounded to zeros", () => {
    const findings = lintWith(DECODE, (text) =>
      mapRows(text, (row) => ({ ...row, mfu: Number(row.mfu).toFixed(3) })),
    );
    expect(found(findings).sort()).toEqual([`${DECODE} rounded-mfu`, `${DECODE} zero-mfu`]);
  });

  test("time that falls: by 3 % along kv_len, by 12 % along m", () => {
    const decode = lintWith(DECODE, (text) =>
      mapRows(text, (row) =>
        row.batch_size === "64" && row.kv_len === "65536" ? consistent(2.08)(row) : row,
      ),
    );
    expect(found(decode)).toEqual([`${DECODE} non-monotone`]);
    expect(decode[0]!.message).toContain("time falls as kv_len grows");
    const gemm = lintWith(GEMM, (text) =>
      mapRows(text, (row) => (row.m === "4096" && row.k === "8192" ? consistent(2.3)(row) : row)),
    );
    expect(found(gemm)).toEqual([`${GEMM} non-monotone`]);
  });

  test("missing points, whole columns and rows of the grid first", () => {
    const column = lintWith(DECODE, (text) =>
      mapRows(text, (row) => (row.kv_len === "512" ? undefined : row)),
    );
    expect(column).toMatchObject([{ check: "missing-points", rows: 10 }]);
    expect(column[0]!.message).toBe("10 of 84 points of the grid are missing: kv_len 512");
    const row = lintWith(DECODE, (text) =>
      mapRows(text, (line) => (line.batch_size === "4" ? undefined : line)),
    );
    expect(row[0]!.message).toBe("9 of 84 points of the grid are missing: batch 4");
    const one = lintWith(GEMM, (text) => mapRows(text, (line, i) => (i === 3 ? undefined : line)));
    expect(one[0]!.message).toContain("1 of 28 points of the grid are missing: m 8, k 4096, n 6144");
  });

  test("but not points that do not fit into 80 GB", () => {
    const path = "mha/decode/40-40-128-tp1.csv";
    const fits = lintWith(path, (text) =>
      mapRows(text, (row) => (Number(row.batch_size) * Number(row.kv_len) > 2 ** 22 ? undefined : row)),
    );
    expect(fits).toEqual([]);
  });

  test("rows of another shape under a shape's name", () => {
    const tables = cleanTables();
    const prefill = lintWith(PREFILL, () => tables.get("mha/prefill/28-4-128.csv"));
    expect(prefill).toMatchObject([{ check: "shape-name", rows: 9 }]);
    expect(prefill[0]!.message).toBe("the name says 32 heads a rank, the mfu column was made with 28");
    const fewerKv = lintWith("mha/decode/32-8-128-tp1.csv", () => tables.get("mha/decode/32-32-128-tp1.csv"));
    expect(found(fewerKv)).toContain(`${DECODE} shape-name`);
    expect(fewerKv.map(({ message }) => message).join()).toContain("no row reaches more than");
    const moreKv = lintWith("mha/decode/32-32-128-tp1.csv", () => tables.get("mha/decode/32-8-128-tp1.csv"));
    expect(found(moreKv)).toContain("mha/decode/32-32-128-tp1.csv above-bandwidth");
  });

  test("names that no shape can have", () => {
    const tables = cleanTables();
    tables.set("mha/prefill/8-32-128.csv", tables.get(PREFILL)!);
    tables.set("mha/decode/llama.csv", tables.get(DECODE)!);
    writeTables(folder, tables);
    const findings = lintTables(openTables(folder, "H100"), CONTEXT);
    expect(found(findings)).toContain("mha/prefill/8-32-128.csv shape-name");
    expect(found(findings)).toContain("mha/decode/llama.csv shape-name");
  });

  test("a prefill that counts the whole square, or the square over 1.8", () => {
    const whole = lintWith(PREFILL, (text) =>
      mapRows(text, (row) => ({ ...row, mfu: String(Number(row.mfu) * 2) })),
    );
    expect(found(whole)).toEqual([`${PREFILL} causal-factor`]);
    const infersim = lintWith(PREFILL, (text) =>
      mapRows(text, (row) => ({ ...row, mfu: String((Number(row.mfu) * 2) / 1.8) })),
    );
    expect(infersim[0]!.message).toContain("1.8");
  });

  test("a point that stands twice", () => {
    const findings = lintWith(DECODE, (text) => `${text}bf16,bf16,1,256,99,0.0001\n`);
    expect(found(findings)).toContain(`${DECODE} duplicate`);
    expect(findings.find(({ check }) => check === "duplicate")!.message).toContain("lines 2 and 86");
  });

  test("a cell that is no figure, with its line", () => {
    const findings = lintWith(DECODE, (text) =>
      mapRows(text, (row, i) => (i === 3 ? { ...row, latency_us: "fast" } : row)),
    );
    expect(findings).toMatchObject([{ file: DECODE, check: "unreadable", line: 5 }]);
    const none = lintWith(PREFILL, (text) => text.replace("seq_len", "length"));
    expect(none).toMatchObject([{ file: PREFILL, check: "unreadable" }]);
  });
});

describeWithReference("published H100 tables", "infersim/bench_data/gemm/h100/data.csv", () => {
  test("their real faults are named", () => {
    const findings = lintTables(openTables(referenceFile("infersim/bench_data"), "H100"), CONTEXT);
    const files = (check: string) =>
      findings.filter((finding) => finding.check === check).map(({ file }) => file);
    expect(files("dtype-peak")).toEqual(["gemm/h100/data.csv"]);
    const decode = readdirSync(referenceFile("infersim/bench_data/mha/decode/h100")).sort();
    const linesOf = (name: string) =>
      readFileSync(referenceFile(`infersim/bench_data/mha/decode/h100/${name}`), "utf8")
        .trim()
        .split("\n");
    const named = (test: (lines: string[]) => boolean) =>
      decode.filter((name) => test(linesOf(name))).map((name) => `mha/decode/h100/${name}`);
    const latency = (line: string) => Number(line.split(",")[4]);
    const cold = named(([, first, second]) => latency(first!) > 1.15 * latency(second!));
    expect(cold.length).toBeGreaterThan(10);
    expect(files("cold-first-row")).toEqual(cold);
    expect(files("zero-mfu")).toEqual(named((lines) => lines.some((line) => line.endsWith(",0.0"))));
    expect(files("missing-points")).toHaveLength(23);
    expect(files("non-monotone")).toContain("mha/decode/h100/32-4-128.csv");
    expect(files("shape-name")).toEqual([]);
    expect(files("causal-factor")).toEqual([]);
  });
});
