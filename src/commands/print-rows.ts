import { csvText } from "../report/csv.ts";
import { type Column, textTable } from "../report/text-table.ts";
import type { Invocation } from "./command.ts";
import { formatOf, print, printJson } from "./print.ts";

type Cell = string | number;

/** A listing: JSON and CSV hold the rows as they are, the table what `shown` makes of them. */
export function printRows<Row extends Readonly<Record<string, Cell>>>(
  invocation: Invocation,
  rows: readonly Row[],
  shown: (row: Row) => Readonly<Record<string, Cell>> = (row) => row,
): void {
  const format = formatOf(invocation);
  if (format === "json") return printJson(rows);
  const names = Object.keys(rows[0] ?? {});
  if (format === "csv")
    return print(
      csvText(
        names,
        rows.map((row) => names.map((name) => row[name]!)),
      ),
    );
  const columns = names.map(
    (heading): Column => ({ heading, align: typeof rows[0]![heading] === "number" ? "right" : "left" }),
  );
  const cells = rows.map(shown).map((row) => names.map((name) => String(row[name] ?? "")));
  print(textTable(columns, cells, { labels: 1, width: process.stdout.columns ?? 160 }).join("\n"));
}
