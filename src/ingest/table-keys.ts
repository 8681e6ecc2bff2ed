import type { BenchShape } from "./sweeps.ts";

/** Paths of tables relative to the GPU's folder, as this program writes them. */

export const GEMM_TABLES = { bf16: "gemm/data.csv", fp8: "gemm/fp8.csv" } as const;
export const ALL_REDUCE_TABLE = "comm/allreduce.csv";
export const SDPA_TABLE = "baseline/sdpa.csv";

export function prefillTable(shape: BenchShape): string {
  return `mha/prefill/${shapeName(shape)}.csv`;
}

/** `shape` is the whole model's; the rows are those of one of `tp` ranks. */
export function decodeTable(shape: BenchShape, tp: number): string {
  return `mha/decode/${shapeName(shape)}-tp${tp}.csv`;
}

/** `32-8-128` */
export function shapeName({ heads, kvHeads, headDim }: BenchShape): string {
  return `${heads}-${kvHeads}-${headDim}`;
}
