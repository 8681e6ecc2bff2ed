import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../errors.ts";
import { type CsvFile, hasColumns, readCsvFile } from "../csv-file.ts";
import type { Outcome } from "../outcome.ts";
import { CLOSED_LOOP_COLUMNS, validateClosedLoop } from "./closed-loop.ts";
import { OPEN_LOOP_COLUMNS, validateOpenLoop } from "./open-loop.ts";
import type { ServingOptions } from "./serving-options.ts";
import { SINGLE_STREAM_COLUMNS, validateSingleStream } from "./single-stream.ts";

type Validate = (table: CsvFile, options: ServingOptions & { readonly model?: string }) => Promise<Outcome>;

const FORMATS: readonly {
  readonly name: string;
  readonly columns: readonly string[];
  readonly run: Validate;
}[] = [
  { name: "closed loop", columns: CLOSED_LOOP_COLUMNS, run: validateClosedLoop },
  { name: "single stream", columns: SINGLE_STREAM_COLUMNS, run: validateSingleStream },
  { name: "open loop", columns: OPEN_LOOP_COLUMNS, run: validateOpenLoop },
];

/** Compares measured runs of a server; the header tells which kind of run. A folder stands for its requests.csv. */
export async function validateServing(
  path: string,
  options: ServingOptions & { readonly model?: string },
): Promise<Outcome> {
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  const table = readCsvFile(isFolder ? join(path, "requests.csv") : path);
  const format = FORMATS.find(({ columns }) => hasColumns(table, columns));
  if (format !== undefined) return format.run(table, options);
  throw new UserError({
    where: { file: table.file, line: 1 },
    message: "has the header of no serving measurement",
    got: table.header.join(","),
    remedy: `Expected one of: ${FORMATS.map(({ name, columns }) => `${name} (${columns.join(",")})`).join("; ")}`,
  });
}
