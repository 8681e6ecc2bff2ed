import type { KernelConstants } from "../../roofline/kernels/constants.ts";
import type { BenchKind } from "../bench-table.ts";
import { allReducePoint, decodePoint, gemmPoint, type KernelPoint, prefillPoint } from "../kernel-point.ts";
import type { BenchShape } from "../sweeps.ts";
import { ALL_REDUCE_TABLE, decodeTable, GEMM_TABLES, prefillTable } from "../table-keys.ts";
import { mfuText, tableText } from "../table-text.ts";

/** A measurement of someone else's, in this project's words. */
export type ForeignRow =
  | {
      readonly kind: "gemm";
      readonly dtype: "bf16" | "fp8";
      readonly m: number;
      readonly k: number;
      readonly n: number;
      readonly us: number;
    }
  | { readonly kind: "prefill"; readonly shape: BenchShape; readonly seqLen: number; readonly us: number }
  | {
      readonly kind: "decode";
      readonly shape: BenchShape;
      readonly kvDtype: "bf16" | "fp8";
      readonly batch: number;
      readonly kvLen: number;
      readonly us: number;
    }
  | {
      readonly kind: "allreduce";
      readonly impl: "custom" | "nccl";
      readonly ranks: number;
      readonly bytes: number;
      readonly us: number;
    };

/** A table made of foreign rows. */
export interface ForeignTable {
  readonly key: string;
  readonly kind: BenchKind | "allreduce" | "sdpa";
  readonly dtype: "bf16" | "fp16" | "fp8";
  readonly text: string;
  readonly rows: number;
}

/** What an importer read, and what it left out, in sentences. */
export interface Imported {
  readonly tables: readonly ForeignTable[];
  readonly notes: readonly string[];
  /** Of what timed the rows, as far as the file says. */
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * Sorts rows into the tables of a GPU's folder. Where a point stands there several times, from several kernels, the
 * fastest counts: it is what an engine would choose.
 */
export function toTables(
  rows: readonly ForeignRow[],
  c: KernelConstants,
): { tables: ForeignTable[]; notes: string[] } {
  const files = new Map<string, Map<string, TimedPoint>>();
  let slower = 0;
  for (const row of rows) {
    const key = keyOf(row);
    const file = files.get(key) ?? new Map<string, TimedPoint>();
    files.set(key, file);
    const timed: TimedPoint = { kind: row.kind, point: pointOf(row), us: row.us };
    const size = timed.point.columns.join();
    const before = file.get(size);
    if (before !== undefined) slower += 1;
    if (before === undefined || timed.us < before.us) file.set(size, timed);
  }
  const tables = [...files].map(([key, file]) => tableOf(key, [...file.values()], c));
  const notes = slower === 0 ? [] : [`${slower} rows repeat a point; the fastest of each was kept`];
  return { tables, notes };
}

interface TimedPoint {
  readonly kind: ForeignRow["kind"];
  readonly point: KernelPoint;
  readonly us: number;
}

function keyOf(row: ForeignRow): string {
  switch (row.kind) {
    case "gemm":
      return GEMM_TABLES[row.dtype];
    case "prefill":
      return prefillTable(row.shape);
    case "decode":
      return decodeTable(row.shape, 1);
    case "allreduce":
      return ALL_REDUCE_TABLE;
  }
}

function pointOf(row: ForeignRow): KernelPoint {
  switch (row.kind) {
    case "gemm":
      return gemmPoint(row.m, row.k, row.n, row.dtype);
    case "prefill":
      return prefillPoint(row.shape, row.seqLen);
    case "decode":
      return decodePoint(row.shape, row.batch, row.kvLen, row.kvDtype);
    case "allreduce":
      return allReducePoint(row.impl, row.ranks, row.bytes);
  }
}

function tableOf(key: string, timed: readonly TimedPoint[], c: KernelConstants): ForeignTable {
  const { kind } = timed[0]!;
  const sorted = [...timed].sort((a, b) => compareRows(kind, a.point.columns, b.point.columns));
  const lines = sorted.map(({ point, us }) => {
    const cells = [...point.columns, String(Number(us.toPrecision(7)))];
    return (kind === "allreduce" ? cells : [...cells, mfuText(point, us, c)]).join(",");
  });
  const dtype = key === GEMM_TABLES.fp8 ? "fp8" : "bf16";
  return { key, kind, dtype, text: tableText(kind, lines), rows: timed.length };
}

/** GEMM by matrix, then rows; everything else column by column. */
function compareRows(
  kind: ForeignRow["kind"],
  a: readonly (string | number)[],
  b: readonly (string | number)[],
): number {
  const order = kind === "gemm" ? [1, 2, 0] : a.keys();
  for (const index of order) {
    const [left, right] = [a[index]!, b[index]!];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
