import { CsvError, parse } from "csv-parse/sync";
import { fail } from "../check.ts";
import type { CsvReader } from "./csv-reader.ts";
import type { TextSource } from "./text-source.ts";

interface ParsedLine {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Reads a CSV of moderate size by csv-parse: quotes, line ends inside quotes, doubled quotes. */
export async function readQuotedCsv(source: TextSource, reader: CsvReader, delimiter: string): Promise<void> {
  const text = await source.all();
  const plain = !text.includes('"');
  const lines = parseOrExplain(text, source.file, delimiter);
  for (const { record, info } of lines) if (!reader.fields(record, info.lines, plain)) return;
}

function parseOrExplain(text: string, file: string, delimiter: string): ParsedLine[] {
  try {
    return parse(text, {
      delimiter,
      info: true,
      skip_empty_lines: true,
      // The reader counts columns itself, in the same words for every format.
      relax_column_count: true,
    }) as unknown as ParsedLine[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as unknown as { lines?: number };
    fail({
      where: { file, ...(lines !== undefined && { line: lines }) },
      message: `is not valid CSV: ${error.message}`,
    });
  }
}
