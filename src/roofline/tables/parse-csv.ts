import { CsvError, parse } from "csv-parse/sync";
import { type Problem, UserError } from "../../errors.ts";

/** A column of a kernel table. */
export interface Column {
  readonly name: string;
  /** `count`: whole and >= 1; `positive`: > 0; `number`: finite and >= 0; `text`: not empty. */
  readonly type: "count" | "positive" | "number" | "text";
  /** An optional column that is absent reads as undefined. Default: it must be there. */
  readonly optional?: boolean;
}

export type Cell = number | string | undefined;

/** One data row: the values of the asked-for columns, and the line it stands on (from 1). */
export interface Row {
  readonly line: number;
  readonly values: readonly Cell[];
}

export interface CsvFile {
  readonly rows: readonly Row[];
  /** Names of the header. */
  readonly header: readonly string[];
}

/** More problems than this are counted, not listed. */
const MAX_LISTED = 20;

/**
 * Reads the asked-for columns of a CSV's text with a header; further columns are ignored. `file` is its name in messages.
 * @throws UserError naming file, line and column of every bad value.
 */
export function parseCsv(source: string, file: string, columns: readonly Column[]): CsvFile {
  const text = source.replace(/^\uFEFF/, "");
  const records = text.includes('"') ? quotedRecords(text, file) : plainRecords(text);
  const header = (records[0]?.record ?? []).map((name) => name.trim());
  const missing = columns.filter((column) => column.optional !== true && !header.includes(column.name));
  if (missing.length > 0) {
    throw new UserError({
      where: { file, line: 1 },
      field: missing.map((column) => column.name).join(", "),
      message: "is missing from the header",
      got: header.join(","),
      remedy: `Expected columns: ${columns.map((column) => column.name).join(",")}`,
    });
  }
  const positions = columns.map((column) => header.indexOf(column.name));
  const problems: Problem[] = [];
  const rows = records.slice(1).map(({ record, line }): Row => {
    if (record.length !== header.length) {
      problems.push({
        where: { file, line },
        message: `must have ${header.length} fields as the header has`,
        field: "row",
        got: record.length,
      });
      return { line, values: [] };
    }
    const values = columns.map((column, index): Cell => {
      const position = positions[index]!;
      if (position < 0) return undefined;
      const text = record[position]!.trim();
      const value = column.type === "text" ? text : Number(text);
      const wrong = problemOf(column, text, value);
      if (wrong !== undefined) {
        const before = record.slice(0, position).reduce((sum, field) => sum + field.length + 1, 0);
        problems.push({
          where: { file, line, column: before + 1 },
          field: column.name,
          message: wrong,
          got: text,
        });
      }
      return value;
    });
    return { line, values };
  });
  if (problems.length > MAX_LISTED) {
    const more = problems.length - MAX_LISTED;
    problems.splice(MAX_LISTED, more, { where: { file }, message: `has ${more} more problems of this kind` });
  }
  if (problems.length > 0) throw new UserError(problems);
  if (rows.length === 0) throw new UserError({ where: { file }, message: "has no data rows" });
  return { rows, header };
}

function problemOf(column: Column, text: string, value: number | string): string | undefined {
  if (text === "") return "must not be empty";
  if (typeof value === "string") return undefined;
  if (!Number.isFinite(value)) return "must be a number";
  if (column.type === "count" && !(Number.isInteger(value) && value >= 1)) {
    return "must be a whole number of at least 1";
  }
  if (column.type === "positive" && value <= 0) return "must be greater than 0";
  return value < 0 ? "must not be negative" : undefined;
}

interface RawRecord {
  readonly record: readonly string[];
  readonly line: number;
}

/** Tables hold numbers and no quotes: cut at line ends and commas, a tenth of the parser's time at every start. */
function plainRecords(text: string): RawRecord[] {
  const records: RawRecord[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const trimmed = line.trim();
    if (trimmed !== "") records.push({ record: trimmed.split(","), line: index + 1 });
  }
  return records;
}

function quotedRecords(text: string, file: string): RawRecord[] {
  try {
    const options = { info: true, relax_column_count: true, skip_empty_lines: true };
    const parsed = parse(text, options) as unknown as { record: string[]; info: { lines: number } }[];
    return parsed.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = (error as unknown as { lines?: number }).lines;
    throw new UserError({
      where: line === undefined ? { file } : { file, line },
      message: `is not valid CSV: ${error.message}`,
    });
  }
}
