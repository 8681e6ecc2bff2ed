import { type Column, textTable } from "../report/text-table.ts";
import { waterfallBars } from "./bars.ts";

const WIDEST_BAR = 32;
const NARROWEST_BAR = 8;

/**
 * A table with a waterfall at its right, one bar a row, as wide as the terminal leaves; none where that is too little.
 * @param sum the last row, which has no bar
 */
export function barTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  values: readonly number[],
  sum: readonly string[],
  width: number,
): string[] {
  const lines = textTable(columns, [...rows, sum], { width: Number.POSITIVE_INFINITY });
  const used = Math.max(...lines.map((line) => line.length)) + 2;
  const barWidth = Math.min(WIDEST_BAR, width - used);
  if (barWidth < NARROWEST_BAR) return textTable(columns, [...rows, sum], { labels: 1, width });
  const bars = waterfallBars(values, barWidth);
  const barred = rows.map((row, i) => [...row, bars[i]!]);
  return textTable([...columns, { heading: "", align: "left" }], [...barred, sum], { width });
}
