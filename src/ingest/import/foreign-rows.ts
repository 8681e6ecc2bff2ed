import type { KernelConstants } from "../../roofline/kernels/constants.ts";
import { shapeName } from "../bench-job.ts";
import type { BenchKind } from "../bench-table.ts";
import { decodePoint, gemmPoint, type KernelPoint, mfuOf, prefillPoint } from "../kernel-point.ts";
import type { BenchShape } from "../sweeps.ts";

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
  const files = new Map<string, Map<string, ForeignRow>>();
  let slower = 0;
  for (const row of rows) {
    const file = files.get(keyOf(row)) ?? new Map<string, ForeignRow>();
    files.set(keyOf(row), file);
    const point = columnsOf(row).join();
    const before = file.get(point);
    if (before !== undefined) slower += 1;
    if (before === undefined || row.us < before.us) file.set(point, row);
  }
  const tables = [...files].map(([key, file]) => tableOf(key, [...file.values()], c));
  const notes = slower === 0 ? [] : [`${slower} rows repeat a point; the fastest of each was kept`];
  return { tables, notes };
}

function keyOf(row: ForeignRow): string {
  switch (row.kind) {
    case "gemm":
      return row.dtype === "fp8" ? "gemm/fp8.csv" : "gemm/data.csv";
    case "prefill":
      return `mha/prefill/${shapeName(row.shape)}.csv`;
    case "decode":
      return `mha/decode/${shapeName(row.shape)}-tp1.csv`;
    case "allreduce":
      return "comm/allreduce.csv";
  }
}

const HEADERS = {
  gemm: "m,k,n,latency_us,mfu",
  prefill: "dtype,seq_len,latency_us,mfu",
  decode: "dtype,kv_dtype,batch_size,kv_len,latency_us,mfu",
  allreduce: "impl,ranks,bytes,latency_us",
} as const;

function columnsOf(row: ForeignRow): (string | number)[] {
  switch (row.kind) {
    case "gemm":
      return [row.m, row.k, row.n];
    case "prefill":
      return ["bf16", row.seqLen];
    case "decode":
      return ["bf16", row.kvDtype, row.batch, row.kvLen];
    case "allreduce":
      return [row.impl, row.ranks, row.bytes];
  }
}

function pointOf(row: Exclude<ForeignRow, { kind: "allreduce" }>): KernelPoint {
  switch (row.kind) {
    case "gemm":
      return gemmPoint(row.m, row.k, row.n, row.dtype);
    case "prefill":
      return prefillPoint(row.shape, row.seqLen);
    case "decode":
      return decodePoint(row.shape, row.batch, row.kvLen, row.kvDtype);
  }
}

function tableOf(key: string, rows: readonly ForeignRow[], c: KernelConstants): ForeignTable {
  const { kind } = rows[0]!;
  const sorted = [...rows].sort((a, b) => compareRows(columnsOf(a), columnsOf(b)));
  const lines = sorted.map((row) => {
    const columns = [...columnsOf(row), String(Number(row.us.toPrecision(7)))];
    return (row.kind === "allreduce" ? columns : [...columns, mfuText(pointOf(row), row.us, c)]).join(",");
  });
  const dtype = key === "gemm/fp8.csv" ? "fp8" : "bf16";
  return { key, kind, dtype, text: `${[HEADERS[kind], ...lines].join("\n")}\n`, rows: rows.length };
}

/** Four significant digits, from the latency: the columns of published tables are rounded, some to zero. */
export function mfuText(point: KernelPoint, us: number, c: KernelConstants): string {
  return String(Number(mfuOf(point, us, c).toPrecision(4)));
}

/** GEMM by matrix, then rows; everything else column by column. */
function compareRows(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const order = a.length === 3 && typeof a[0] === "number" ? [1, 2, 0] : a.keys();
  for (const index of order) {
    const [left, right] = [a[index]!, b[index]!];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
