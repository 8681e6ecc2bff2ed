import { readFileSync } from "node:fs";
import { UserError } from "../../errors.ts";
import { type Column, type CsvFile, parseCsv } from "./parse-csv.ts";

/** `parseCsv` of a file. */
export function readCsv(file: string, columns: readonly Column[]): CsvFile {
  return parseCsv(readTableText(file), file, columns);
}

/** @throws UserError when the file cannot be read */
export function readTableText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError({ where: { file }, message: `cannot be read (${(error as Error).message})` });
  }
}
