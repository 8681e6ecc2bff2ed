import { csvText } from "../report/csv.ts";
import { type Column, textTable } from "../report/text-table.ts";
import type { Invocation } from "./command.ts";
import { formatOf, print, printJson } from "./print.ts";
import { widthOf } from "./terminal.ts";

type Cell = string | number;
type Row = Readonly<Record<string, Cell>>;

/** A listing: JSON and CSV hold the rows as they are, the table what `shown` makes of them. */
export function printRows<R extends Row>(
  invocation: Invocation,
  rows: readonly R[],
  shown: (row: R) => Row = (row) => row,
): void {
  const format = formatOf(invocation);
  if (format === "json") printJson(rows);
  else if (format === "csv") print(csvOf(rows));
  else print(tableOf(rows, rows.map(shown)));
}

function csvOf(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => names.map((name) => row[name]!));
  return csvText(names, cells);
}

function tableOf(rows: readonly Row[], shown: readonly Row[]): string {
  const columns = Object.entries(rows[0] ?? {}).map(([heading, value]): Column => {
    return { heading, align: typeof value === "number" ? "right" : "left" };
  });
  const cells = shown.map((row) => columns.map(({ heading }) => String(row[heading] ?? "")));
  return textTable(columns, cells, { labels: 1, width: widthOf() }).join("\n");
}
