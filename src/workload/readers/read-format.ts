import { fail } from "../check.ts";
import type { TraceFacts } from "../finish-trace.ts";
import type { RowSink } from "../row-sink.ts";
import type { ColumnMap, TraceFormat, TraceOptions } from "../spec.ts";
import { BlockIds } from "./block-ids.ts";
import { CsvReader } from "./csv-reader.ts";
import { CsvRecord } from "./csv-record.ts";
import { delimiterOf } from "./detect.ts";
import { guessLayout } from "./guessed-layout.ts";
import { JsonLinesReader } from "./json-lines-reader.ts";
import { KNOWN_LAYOUTS } from "./known-layouts.ts";
import { fitToFile, labelColumns, type TraceLayout, withColumns } from "./layout.ts";
import { type LineReader, readLines } from "./line-reader.ts";
import { readQuotedCsv } from "./quoted-csv.ts";
import type { TextSource } from "./text-source.ts";

/** Up to this size a generic CSV is read by csv-parse, which follows every quoting rule; above, by the byte reader. */
const QUOTED_CSV_BYTES = 4 << 20;

/** Reads the whole source into the sink in the given format. */
export async function readFormat(
  format: TraceFormat,
  source: TextSource,
  sink: RowSink,
  options: TraceOptions,
): Promise<TraceFacts> {
  const blockIds = new BlockIds(options.chunkHashSize, format === "mooncake" ? 512 : 16);
  const layoutOf = (names: readonly string[]) => layoutFor(format, names, options, sink.file);
  let reader: LineReader;
  if (isCsv(format)) {
    const delimiter = delimiterOf(source.head().split("\n", 1)[0]!);
    const csv = new CsvReader(sink, options, new CsvRecord(delimiter.charCodeAt(0)), blockIds, layoutOf);
    reader = csv;
    if (format === "csv" && !source.gzipped && source.fileBytes <= QUOTED_CSV_BYTES) {
      await readQuotedCsv(source, csv, delimiter);
    } else await readLines(source, csv);
  } else {
    reader = new JsonLinesReader(sink, options, blockIds, layoutOf);
    await readLines(source, reader);
  }
  checkBlockTokens(blockIds, sink, options);
  return { kind: `${format} trace`, originNs: reader.originNs, blockTokens: blockIds.tokens };
}

function isCsv(format: TraceFormat): boolean {
  return ["azure", "burstgpt", "vidur", "splitwise", "csv"].includes(format);
}

function layoutFor(
  format: TraceFormat,
  names: readonly string[],
  options: TraceOptions,
  file: string,
): TraceLayout {
  const columns: ColumnMap = labelColumns(options);
  const known = KNOWN_LAYOUTS[format];
  if (known) return withColumns(fitToFile(known, names), columns, options.timeUnit);
  const guessed = guessLayout(format === "csv" ? "csv" : "jsonl", names, columns, file);
  return { ...guessed, time: options.timeUnit ?? guessed.time };
}

function checkBlockTokens(blockIds: BlockIds, sink: RowSink, { kvBlockSize = 16 }: TraceOptions): void {
  const { tokens } = blockIds;
  if (blockIds.inferred) {
    sink.notes.push(`hash ids taken as ${tokens} tokens each, which is what the first prompt's length says`);
  }
  if (tokens % kvBlockSize === 0) return;
  fail({
    where: { file: sink.file },
    field: "--block-size",
    got: kvBlockSize,
    message: `does not divide the trace's hash blocks of ${tokens} tokens`,
  });
}
