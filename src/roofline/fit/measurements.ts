import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";

/** Rows of the published H100 kernel timings, one interface a kind, times in microseconds. */
export interface GemmRow {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly latencyUs: number;
}

export interface AttentionRow {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly batch: number;
  /** Prompt tokens of each sequence (prefill), or cached ones (decode). */
  readonly length: number;
  readonly latencyUs: number;
}

export interface AllReduceRow {
  readonly impl: string;
  readonly ranks: number;
  readonly bytes: number;
  readonly latencyUs: number;
}

export interface Measurements {
  readonly gemmBf16: readonly GemmRow[];
  readonly gemmFp8: readonly GemmRow[];
  readonly prefill: readonly AttentionRow[];
  readonly decode: readonly AttentionRow[];
  readonly allReduce: readonly AllReduceRow[];
}

/** Reads the five files of a folder of kernel timings. */
export function readMeasurements(folder: string): Measurements {
  const rows = (file: string): Record<string, string>[] =>
    parse(readFileSync(join(folder, file)), { columns: true, skip_empty_lines: true });
  const gemm = (file: string): GemmRow[] =>
    rows(file).map((row) => ({
      m: field(row, "m"),
      k: field(row, "k"),
      n: field(row, "n"),
      latencyUs: field(row, "latency_us"),
    }));
  const attention = (file: string, length: string): AttentionRow[] =>
    rows(file).map((row) => ({
      heads: field(row, "nh"),
      kvHeads: field(row, "nkv"),
      headDim: field(row, "dh"),
      batch: field(row, "batch"),
      length: field(row, length),
      latencyUs: field(row, "latency_us"),
    }));
  return {
    gemmBf16: gemm("gemm_bf16_h100.csv"),
    gemmFp8: gemm("gemm_fp8_vllm_h100.csv"),
    prefill: attention("attention_prefill_vllm_h100.csv", "seq_q"),
    decode: attention("attention_decode_vllm_h100.csv", "kv_len"),
    allReduce: rows("allreduce_h100.csv").map((row) => ({
      impl: row.impl ?? "",
      ranks: field(row, "ranks"),
      bytes: field(row, "bytes"),
      latencyUs: field(row, "latency_us"),
    })),
  };
}

function field(row: Record<string, string>, name: string): number {
  const value = Number(row[name]);
  if (!Number.isFinite(value)) throw new RangeError(`${name} must be a number, got ${row[name]}`);
  return value;
}
