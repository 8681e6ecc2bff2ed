import { readFileSync } from "node:fs";
import { CsvError, parse } from "csv-parse/sync";
import { UserError } from "../../errors.ts";

/** A line of a foreign CSV, by column name. */
export interface ForeignRecord {
  /** @throws UserError naming file, line and column when the cell is no number. */
  readonly number: (column: string) => number;
  readonly text: (column: string) => string;
  /** For columns that some versions of a format lack, and for empty cells. */
  readonly textOr: (column: string, other: string) => string;
}

interface ForeignFile {
  readonly header: readonly string[];
  readonly records: readonly ForeignRecord[];
}

/** @throws UserError when the file cannot be read, is no CSV, or is a Git LFS pointer to one. */
export function readRecords(file: string): ForeignFile {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError({ where: { file }, message: `cannot be read (${(error as Error).message})` });
  }
  if (text.startsWith("version https://git-lfs")) {
    throw new UserError({
      where: { file },
      message: "is a Git LFS pointer, not the file itself",
      remedy: "Fetch it with `git lfs pull`",
    });
  }
  const lines = parsed(file, text);
  const header = (lines[0]?.record ?? []).map((name) => name.trim());
  const at = new Map(header.map((name, index) => [name, index]));
  const records = lines.slice(1).map(({ record, line }): ForeignRecord => {
    const cell = (column: string) => record[at.get(column) ?? -1]?.trim();
    return {
      number(column) {
        const value = cell(column);
        if (value !== undefined && value !== "" && Number.isFinite(Number(value))) return Number(value);
        throw new UserError({
          where: { file, line },
          field: column,
          message: "must be a number",
          got: value,
        });
      },
      text: (column) => cell(column) ?? "",
      textOr: (column, other) => cell(column) || other,
    };
  });
  if (records.length === 0) throw new UserError({ where: { file }, message: "has no data rows" });
  return { header, records };
}

function parsed(file: string, text: string): { record: string[]; line: number }[] {
  try {
    const rows = parse(text, { bom: true, info: true, skip_empty_lines: true, relax_column_count: true });
    return (rows as unknown as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({
      record,
      line: info.lines,
    }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UserError({ where: { file }, message: `is not valid CSV: ${error.message}` });
  }
}

/** Counts what is left out, so that nothing disappears in silence. */
export class LeftOut {
  private readonly counts = new Map<string, number>();

  count(what: string): undefined {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
    return undefined;
  }

  sentences(): string[] {
    return [...this.counts].map(([what, count]) => `${count} left out: ${what}`);
  }
}
