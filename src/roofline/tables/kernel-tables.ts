import type { TableSource } from "./parse-manifest.ts";
import type { Series } from "./series.ts";
import type { HeadShape } from "./table-folder.ts";

/** `unknown`: the folder has no manifest, or it does not list the file. */
export type RowSource = TableSource | "unknown";

/** Whether rows count as measurements. A file that nobody describes is taken at its owner's word, with a warning. */
export function isMeasured(source: RowSource): boolean {
  return source === "measured" || source === "unknown";
}

/** One weight matrix: time by rows m. */
export interface GemmSite {
  readonly k: number;
  readonly n: number;
  readonly series: Series;
}

export interface GemmTable {
  readonly source: RowSource;
  readonly sites: readonly GemmSite[];
  /** Fastest row: no price from this table is below it. */
  readonly leastUs: number;
}

/** Causal prefill of one sequence without cached prefix: time by length. */
export interface PrefillTable {
  readonly source: RowSource;
  readonly shape: HeadShape;
  readonly series: Series;
  readonly leastUs: number;
}

/** Decode of one shape: for each batch size, time by KV length. */
export interface DecodeTable {
  readonly source: RowSource;
  readonly shape: HeadShape;
  readonly kvDtype: "bf16" | "fp8";
  /** Ascending; `series[i]` belongs to `batches[i]`. */
  readonly batches: Float64Array;
  readonly series: readonly Series[];
  readonly leastUs: number;
}

export interface AllReduceTable {
  readonly source: RowSource;
  /** By implementation and ranks, `custom/4`: time by bytes. */
  readonly series: ReadonlyMap<string, Series>;
}

/** The tables that can say something about one model on one GPU. */
export interface KernelTables {
  readonly gemmBf16?: GemmTable;
  readonly gemmFp8?: GemmTable;
  readonly prefill: readonly PrefillTable[];
  readonly decode: readonly DecodeTable[];
  readonly allReduce?: AllReduceTable;
  /** What the user should know: rows lowered, provenance unknown, files not read. */
  readonly notes: readonly string[];
}

export const NO_TABLES: KernelTables = { prefill: [], decode: [], notes: [] };

/** Without the tables whose rows come from a model. */
export function measuredOnly(tables: KernelTables): KernelTables {
  const { gemmBf16, gemmFp8, allReduce, prefill, decode, notes } = tables;
  return {
    ...(gemmBf16 && isMeasured(gemmBf16.source) && { gemmBf16 }),
    ...(gemmFp8 && isMeasured(gemmFp8.source) && { gemmFp8 }),
    ...(allReduce && isMeasured(allReduce.source) && { allReduce }),
    prefill: prefill.filter(({ source }) => isMeasured(source)),
    decode: decode.filter(({ source }) => isMeasured(source)),
    notes,
  };
}
