import { type BenchRow, type BenchTable, seriesOf } from "../bench-table.ts";
import type { Check } from "./check.ts";
import { coldRow } from "./cold-first-row.ts";

/** GEMM times do fall between neighbouring m, where a better tile fits. */
const GEMM_SLACK = 0.1;
/** Attention does strictly more work; what remains is noise, of launches about a microsecond. */
const ATTENTION_SLACK = 0.02;
const LAUNCH_US = 1;

/** Rows that are slower than a larger one of the same series. */
export const monotone: Check = (table) => {
  const slack = table.kind === "gemm" ? GEMM_SLACK : ATTENTION_SLACK;
  const cold = coldRow(table)?.row;
  const falls: { row: BenchRow; next: BenchRow; share: number }[] = [];
  for (const series of seriesOf(table.rows).values()) {
    const known = series.filter((row) => row !== cold);
    for (const [index, row] of known.entries()) {
      const next = known[index + 1];
      if (next === undefined || next.point.x === row.point.x) continue;
      const share = 1 - next.us / row.us;
      if (share > slack && row.us - next.us > LAUNCH_US) falls.push({ row, next, share });
    }
  }
  if (falls.length === 0) return [];
  const worst = falls.reduce((a, b) => (b.share > a.share ? b : a));
  const message =
    `time falls as ${axisOf(table)} grows, by ${(100 * worst.share).toFixed(0)} % ` +
    `from ${worst.row.point.label} (${worst.row.us} us) to ${axisOf(table)} ${worst.next.point.x} (${worst.next.us} us)`;
  return [{ check: "non-monotone", file: table.key, line: worst.row.line, rows: falls.length, message }];
};

export function axisOf({ kind }: Pick<BenchTable, "kind">): string {
  return { gemm: "m", prefill: "seq_len", decode: "kv_len" }[kind];
}
