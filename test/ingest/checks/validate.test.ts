import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { plainKey, validateTable, validateTables } from "../../../src/ingest/checks/validate.ts";
import { chooseJobs, everyJob } from "../../../src/ingest/plan.ts";
import { openTables } from "../../../src/ingest/table-files.ts";
import { CONTEXT, cleanTables, mapRows, SITES, writeTables } from "../fixtures.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "validate-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const JOBS = chooseJobs(everyJob({ sites: SITES }), {});
const DECODE = "mha/decode/32-32-128-tp1.csv";

function validate(tables: ReadonlyMap<string, string>) {
  writeTables(folder, tables);
  return validateTables(JOBS, openTables(folder, "H100"), "H100", CONTEXT);
}

test("all 25 tables of the kernel model pass, whatever the documents' ranges say of small sizes", () => {
  const { files, findings } = validate(cleanTables());
  expect(findings).toEqual([]);
  expect(files).toHaveLength(25);
  const gemm = files.find(({ job }) => job === "gemm")!;
  expect(gemm).toMatchObject({ rows: 28, expected: 28 });
  expect(gemm.mfu![0]).toBeLessThan(0.05);
  expect(files.find(({ job }) => job === "40-40-128/decode/tp1")!.expected).toBe(75);
});

test("each missing table is named, with what makes it", () => {
  const tables = cleanTables();
  tables.delete("gemm/data.csv");
  tables.delete(DECODE);
  const { findings } = validate(tables);
  expect(findings.map(({ file, check }) => `${file} ${check}`)).toEqual([
    "gemm/data.csv missing-file",
    `${DECODE} missing-file`,
  ]);
  expect(findings[1]!.message).toContain("bench submit --only 32-32-128/decode/tp1");
});

test("a decode of plain attention above 0.0034, by latency or by the mfu column alone", () => {
  const tables = cleanTables();
  const at = (row: Record<string, string>) => row.batch_size === "64" && row.kv_len === "4096";
  const fast = mapRows(tables.get(DECODE)!, (row) =>
    at(row) ? { ...row, latency_us: String(Number(row.latency_us) * 0.8), mfu: "0.0031" } : row,
  );
  const { findings } = validate(new Map([...tables, [DECODE, fast]]));
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({ check: "range", file: DECODE });
  expect(findings[0]!.message).toMatch(/faster than physics allows: .* to 0.00339$/);
  const stated = mapRows(tables.get(DECODE)!, (row) => (at(row) ? { ...row, mfu: "0.0050" } : row));
  expect(validate(new Map([...tables, [DECODE, stated]])).findings[0]!.message).toContain(
    "the mfu column says 0.0050",
  );
});

test("a GEMM of 16 rows above 0.0542, and one slower than any kernel on an idle GPU", () => {
  const tables = cleanTables();
  const gemm = mapRows(tables.get("gemm/data.csv")!, (row, i) => {
    if (row.m === "16" && row.k === "8192") return { ...row, latency_us: "110", mfu: "0.0592" };
    return i === 0 ? { ...row, latency_us: "500", mfu: "0.0001017" } : row;
  });
  const { findings } = validate(new Map([...tables, ["gemm/data.csv", gemm]]));
  expect(findings.map(({ check, line }) => [check, line])).toEqual([
    ["range", 2],
    ["range", 20],
  ]);
  expect(findings[0]!.message).toContain("slower than a kernel on an idle GPU");
});

test("rows that are missing, unless the kernel script said why it left them out", () => {
  const tables = cleanTables();
  const short = mapRows(tables.get(DECODE)!, (row) =>
    row.batch_size === "2" && row.kv_len === "256" ? undefined : row,
  );
  writeTables(folder, new Map([...tables, [DECODE, short]]));
  const table = openTables(folder, "H100").tables.find(({ key }) => key === DECODE)!;
  expect(validateTable(table, CONTEXT)).toMatchObject([{ check: "rows", rows: 1 }]);
  expect(validateTable(table, CONTEXT, new Map([["batch 2, kv_len 256", "out of memory"]]))).toEqual([]);
});

test("a table that cannot be read counts as there, with its faults", () => {
  const tables = cleanTables();
  tables.set(DECODE, "dtype,kv_dtype,batch_size,kv_len\nbf16,bf16,1,256\n");
  const { findings } = validate(tables);
  expect(findings).toMatchObject([{ file: DECODE, check: "unreadable" }]);
});

test("the kind-first layout has the same names", () => {
  expect(plainKey("mha/decode/h100/32-8-128-tp1.csv", "H100")).toBe("mha/decode/32-8-128-tp1.csv");
  expect(plainKey("gemm/data.csv", "H100")).toBe("gemm/data.csv");
});
