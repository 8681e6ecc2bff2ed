import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { CsvError, parse } from "csv-parse/sync";
import { UserError } from "../errors.ts";

/** A row of measurements, its cells as they stand in the file. */
export class CsvRow {
  readonly file: string;
  /** From 1, the header's being 1. */
  readonly line: number;
  readonly cells: readonly string[];
  private readonly columns: ReadonlyMap<string, number>;

  constructor(file: string, line: number, cells: readonly string[], columns: ReadonlyMap<string, number>) {
    this.file = file;
    this.line = line;
    this.cells = cells;
    this.columns = columns;
  }

  has(column: string): boolean {
    return this.columns.has(column);
  }

  /** The cell, trimmed; "" where the file has no such column. */
  text(column: string): string {
    const index = this.columns.get(column);
    return index === undefined ? "" : (this.cells[index] ?? "").trim();
  }

  /** @throws UserError naming file, line, column and value, unless it is a number within the bounds */
  number(column: string, bounds: { readonly min?: number; readonly above?: number } = {}): number {
    const { min = Number.NEGATIVE_INFINITY, above = Number.NEGATIVE_INFINITY } = bounds;
    const text = this.text(column);
    const value = text === "" ? Number.NaN : Number(text);
    if (Number.isFinite(value) && value >= min && value > above) return value;
    const bound =
      bounds.above !== undefined ? ` above ${above}` : bounds.min !== undefined ? ` of at least ${min}` : "";
    return this.refuse(column, `must be a number${bound}`);
  }

  /** A whole number of at least `min`; pandas writes counts as 64.0. */
  count(column: string, min = 1): number {
    const value = this.number(column, { min });
    return Number.isInteger(value) ? value : this.refuse(column, "must be a whole number");
  }

  refuse(column: string, message: string, remedy?: string): never {
    const { file, line } = this;
    throw new UserError({
      where: { file, line },
      field: column,
      message,
      got: this.text(column),
      ...(remedy === undefined ? {} : { remedy }),
    });
  }
}

export interface CsvFile {
  readonly file: string;
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
}

/**
 * Reads a CSV with a header, gzipped or not.
 * @throws UserError when it cannot be read, is no CSV, or holds no rows
 */
export function readCsvFile(file: string): CsvFile {
  const records = recordsOf(file, readTextFile(file));
  const header = (records[0]?.record ?? []).map((name) => name.trim());
  const columns = new Map(header.map((name, index) => [name, index]));
  if (columns.size < header.length) {
    const twice = header.find((name, index) => header.indexOf(name) !== index);
    throw new UserError({ where: { file, line: 1 }, field: twice!, message: "is in the header twice" });
  }
  const rows = records.slice(1).map(({ record, info }) => {
    if (record.length !== header.length) {
      throw new UserError({
        where: { file, line: info.lines },
        field: "row",
        message: `must have ${header.length} fields as the header has`,
        got: record.length,
      });
    }
    return new CsvRow(file, info.lines, record, columns);
  });
  if (rows.length === 0) throw new UserError({ where: { file }, message: "has no data rows" });
  return { file, header, rows };
}

export function hasColumns({ header }: CsvFile, names: readonly string[]): boolean {
  return names.every((name) => header.includes(name));
}

/** @throws UserError naming every column that is missing */
export function requireColumns(csv: CsvFile, names: readonly string[]): void {
  const missing = names.filter((name) => !csv.header.includes(name));
  if (missing.length === 0) return;
  throw new UserError({
    where: { file: csv.file, line: 1 },
    field: missing.join(", "),
    message: "is missing from the header",
    got: csv.header.join(","),
    remedy: `Expected ${names.join(",")}`,
  });
}

/** Text of a file, gzipped or not. */
export function readTextFile(file: string): string {
  try {
    const bytes = readFileSync(file);
    return (isGzip(bytes) ? gunzipSync(bytes) : bytes).toString("utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError({
      where: { file },
      message: code === "ENOENT" ? "does not exist" : `cannot be read (${code ?? message})`,
    });
  }
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

interface CsvRecord {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

function recordsOf(file: string, text: string): CsvRecord[] {
  try {
    const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true };
    return parse(text, options) as unknown as CsvRecord[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as unknown as { lines?: number };
    throw new UserError({
      where: { file, ...(lines === undefined ? {} : { line: lines }) },
      message: `is not valid CSV: ${error.message}`,
    });
  }
}
