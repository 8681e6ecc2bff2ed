import type { Invocation } from "./command.ts";
import { formatOf, print, printJson } from "./print.ts";

interface Labelled<T> {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: T;
}

interface Writers<T> {
  readonly table: (value: T) => string;
  readonly json: (value: T) => object;
  /** Header line and one row. */
  readonly csv: (value: T) => string;
}

/** One result, or one for each combination of comma lists: JSON becomes an array, CSV gets label columns. */
export function printEach<T>(invocation: Invocation, results: readonly Labelled<T>[], as: Writers<T>): void {
  const format = formatOf(invocation);
  const single = results.length === 1;
  if (format === "json") {
    const values = results.map(({ labels, value }) =>
      single ? as.json(value) : { labels, ...as.json(value) },
    );
    printJson(single ? values[0] : values);
  } else if (format === "csv") {
    const tables = results.map(({ labels, value }) => {
      const [header = "", row = ""] = as.csv(value).split("\n");
      return {
        header: [...Object.keys(labels), header].join(","),
        row: [...Object.values(labels), row].join(","),
      };
    });
    print([tables[0]?.header, ...tables.map(({ row }) => row)].join("\n"));
  } else {
    const titles = results.map(({ labels }) => Object.entries(labels).flat().join(" "));
    print(results.map(({ value }, i) => (single ? "" : `${titles[i]}\n`) + as.table(value)).join("\n"));
  }
}
