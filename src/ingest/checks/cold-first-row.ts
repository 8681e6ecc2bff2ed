import type { BenchTable } from "../bench-table.ts";
import { seriesOf } from "../bench-table.ts";
import type { Check } from "./check.ts";

/** Slower than the next larger size by this much: compilation, clocks and caches were not warm. */
const COLD = 0.15;

/** The first row of a file that was timed before anything was warm. */
export const coldFirstRow: Check = (table) => {
  const cold = coldRow(table);
  if (cold === undefined) return [];
  const { row, next } = cold;
  const message =
    `cold start: ${row.us} us at ${row.point.label}, ` +
    `slower than ${next.us} us at the larger ${next.point.label}; warm up before timing`;
  return [{ check: "cold-first-row", file: table.key, line: row.line, message }];
};

/** The cold row and the larger one that gives it away. */
export function coldRow({ rows }: BenchTable) {
  const first = rows[0];
  if (first === undefined) return undefined;
  const series = seriesOf(rows).get(first.point.series)!;
  const next = series.find(({ point }) => point.x > first.point.x);
  return next !== undefined && first.us > next.us * (1 + COLD) ? { row: first, next } : undefined;
}
