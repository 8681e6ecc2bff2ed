import type { KernelPoint } from "./kernel-point.ts";
import type { BenchShape } from "./sweeps.ts";

/** A row of a table: a point, and what was timed there. */
export interface BenchRow {
  readonly point: KernelPoint;
  /** The columns that make the point, as they stand in the file. */
  readonly columns: readonly (string | number)[];
  readonly line: number;
  readonly us: number;
  /** The mfu column as it stands in the file; absent where there is none. */
  readonly mfu?: { readonly value: number; readonly text: string };
  /** What ran, in the words of the kernel script; absent in foreign tables. */
  readonly backend?: string;
  /** The GPU's name as its driver gives it. */
  readonly gpu?: string;
  /** Standard deviation of the repeats, microseconds. */
  readonly stdUs?: number;
}

export type BenchKind = "gemm" | "prefill" | "decode";

/** One CSV, read. */
export interface BenchTable {
  readonly file: string;
  /** Path relative to the GPU's folder: what names the table. */
  readonly key: string;
  readonly kind: BenchKind;
  readonly dtype: "bf16" | "fp8";
  /** Of one rank. */
  readonly shape?: BenchShape;
  /** In file order. */
  readonly rows: readonly BenchRow[];
}

/** Rows by series, each ascending in x; rows of equal x keep the file's order. */
export function seriesOf(rows: readonly BenchRow[]): Map<string, BenchRow[]> {
  const series = new Map<string, BenchRow[]>();
  for (const row of rows) {
    const list = series.get(row.point.series);
    if (list === undefined) series.set(row.point.series, [row]);
    else list.push(row);
  }
  for (const list of series.values()) list.sort((a, b) => a.point.x - b.point.x);
  return series;
}
