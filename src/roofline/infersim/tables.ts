import { readCsv } from "../tables/csv.ts";
import type { Column } from "../tables/parse-csv.ts";
import type { InferSimFiles, TableFile } from "./files.ts";
import { type MfuRow, mfuRow, type ZeroMfu } from "./mfu.ts";

export interface GemmRow extends MfuRow {
  readonly m: number;
  readonly k: number;
  readonly n: number;
}

export interface PrefillRow extends MfuRow {
  readonly seqLen: number;
}

export interface DecodeRow extends MfuRow {
  readonly batch: number;
  readonly kvLen: number;
}

/** Grouped GEMM of a mixture: its MFU is the better of up and down projection. */
export interface GroupedRow extends MfuRow {
  readonly experts: number;
  readonly gpus: number;
  readonly localExperts: number;
  readonly topK: number;
  readonly hidden: number;
  readonly intermediate: number;
  /** Tokens per GPU: of a decode step, or of a prefill. */
  readonly tokens: number;
}

/** Rows in file order, which InferSim's lookups depend on. Undefined where there is no file. */
export interface InferSimTables {
  readonly gemm: readonly GemmRow[];
  readonly prefill: readonly PrefillRow[] | undefined;
  readonly decode: readonly DecodeRow[] | undefined;
  readonly groupedPrefill: readonly GroupedRow[] | undefined;
  readonly groupedDecode: readonly GroupedRow[] | undefined;
}

export function loadInferSimTables(files: InferSimFiles, zero: ZeroMfu): InferSimTables {
  return {
    gemm: readRows(files.gemm, ["m", "k", "n"], ["mfu"], zero, ([m, k, n], mfu) => ({
      m: m!,
      k: k!,
      n: n!,
      ...mfu,
    })),
    prefill:
      files.prefill &&
      readRows(files.prefill, ["seq_len"], ["mfu"], zero, ([seqLen], mfu) => ({ seqLen: seqLen!, ...mfu })),
    decode:
      files.decode &&
      readRows(files.decode, ["batch_size", "kv_len"], ["mfu"], zero, ([batch, kvLen], mfu) => ({
        batch: batch!,
        kvLen: kvLen!,
        ...mfu,
      })),
    groupedPrefill: files.groupedPrefill && readGrouped(files.groupedPrefill, "seq_len_per_gpu", zero),
    groupedDecode: files.groupedDecode && readGrouped(files.groupedDecode, "batch_size_per_gpu", zero),
  };
}

const GROUPED = ["num_experts", "num_gpus", "num_local_experts", "topk", "hidden_size", "intermediate_size"];

function readGrouped(file: TableFile, tokens: string, zero: ZeroMfu): GroupedRow[] {
  return readRows(file, [...GROUPED, tokens], ["up_mfu", "down_mfu"], zero, (counts, mfu) => {
    const [experts, gpus, localExperts, topK, hidden, intermediate, tokens] = counts as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return { experts, gpus, localExperts, topK, hidden, intermediate, tokens, ...mfu };
  });
}

/** Rows of a table; where there are several MFU columns the best counts. */
function readRows<T>(
  { file, measured }: TableFile,
  counts: readonly string[],
  mfus: readonly string[],
  zero: ZeroMfu,
  make: (counts: readonly number[], mfu: MfuRow) => T,
): T[] {
  const columns: Column[] = [
    ...counts.map((name) => ({ name, type: "count" as const })),
    ...mfus.map((name) => ({ name, type: "number" as const })),
  ];
  return readCsv(file, columns).rows.map(({ values, line }) => {
    const numbers = values as readonly number[];
    const mfu = Math.max(...numbers.slice(counts.length));
    return make(numbers.slice(0, counts.length), mfuRow(mfu, measured, `${file}:${line}`, zero));
  });
}
