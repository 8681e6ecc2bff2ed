import { readdirSync } from "node:fs";
import { basename } from "node:path";
import type { BenchTable } from "../bench-table.ts";
import type { CheckContext } from "../checks/check.ts";
import { lintTables } from "../checks/lint.ts";
import { statedMfu } from "../checks/stated-mfu.ts";
import type { Finding } from "../finding.ts";
import { openTables } from "../table-files.ts";
import { GEMM_TABLES } from "../table-keys.ts";
import { mfuText, tableText } from "../table-text.ts";
import type { ForeignTable, Imported } from "./foreign-rows.ts";

const READ = new Set(["gemm", "mha", "manifest.json"]);

/**
 * Reads a folder of InferSim's tables, or of BLIS's, which have the same columns: `gemm/<gpu>/data.csv`,
 * `mha/prefill/<gpu>/...`, `mha/decode/<gpu>/...`. Latencies stay; the mfu column is made again from them. A GEMM table
 * whose mfu column is relative to the FP8 peak holds FP8 times, and is stored as such.
 */
export function importInferSim(
  folder: string,
  gpu: string,
  context: CheckContext,
): Imported & { readonly findings: readonly Finding[] } {
  const set = openTables(folder, gpu);
  const others = readdirSync(folder).filter((name) => !READ.has(name) && !name.startsWith("."));
  const notes = others.length === 0 ? [] : [`not read: ${others.sort().join(", ")}`];
  const tables = set.tables.map((table) => {
    const fp8 = table.kind === "gemm" && table.dtype === "bf16" && holdsFp8(table, context);
    if (fp8)
      notes.push(`${table.key} holds FP8 times by its mfu column; stored as ${GEMM_TABLES.fp8}, not as BF16`);
    return convert(table, fp8, context);
  });
  return { tables, notes, versions: {}, findings: lintTables(set, context) };
}

function holdsFp8(table: BenchTable, context: CheckContext): boolean {
  return statedMfu(table, context).some(
    ({ check, rows }) => check === "dtype-peak" && rows! > table.rows.length / 2,
  );
}

function convert(
  { key, kind, dtype, rows }: BenchTable,
  fp8: boolean,
  { constants }: CheckContext,
): ForeignTable {
  const stem = basename(key, ".csv");
  const own = {
    gemm: GEMM_TABLES[fp8 ? "fp8" : dtype],
    prefill: `mha/prefill/${stem}.csv`,
    // InferSim names decode tables by the heads of one rank.
    decode: `mha/decode/${/-tp\d+$/.test(stem) ? stem : `${stem}-tp1`}.csv`,
  }[kind];
  const lines = rows.map(({ point, us, columns }) => {
    const asFp8 = fp8 ? { ...point, dtype: "fp8" as const } : point;
    return [...columns, us, mfuText(asFp8, us, constants)].join(",");
  });
  return {
    key: own,
    kind,
    dtype: own === GEMM_TABLES.fp8 ? "fp8" : "bf16",
    text: tableText(kind, lines),
    rows: rows.length,
  };
}
