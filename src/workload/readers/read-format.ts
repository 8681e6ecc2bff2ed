import { fail } from "../check.ts";
import type { TraceFacts } from "../finish-trace.ts";
import type { RowSink } from "../row-sink.ts";
import type { TraceFormat, TraceOptions } from "../spec.ts";
import { BlockIds } from "./block-ids.ts";
import { CsvReader } from "./csv-reader.ts";
import { CsvRecord } from "./csv-record.ts";
import { delimiterOf } from "./detect.ts";
import { guessLayout } from "./guessed-layout.ts";
import { JsonLinesReader } from "./json-lines-reader.ts";
import { KNOWN_LAYOUTS } from "./known-layouts.ts";
import { fitToFile, labelColumns, type TraceLayout, withColumns } from "./layout.ts";
import { readLines } from "./line-reader.ts";
import { LlmServingSimReader } from "./llmservingsim-reader.ts";
import { parseJsonDocument } from "./parse-json.ts";
import { readQuotedCsv } from "./quoted-csv.ts";
import { AiperfReader, failAiperfSummary } from "./results/aiperf-reader.ts";
import { readGuidellm } from "./results/guidellm.ts";
import { readVllmBench } from "./results/vllm-bench.ts";
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
  if (options.run !== undefined && format !== "guidellm") {
    const message = `has no effect: a ${format} file holds one run`;
    fail({ where: { file: source.file }, field: "--trace-run", message });
  }
  const kind = `${format} ${isResult(format) ? "result" : "trace"}`;
  switch (format) {
    case "vllm-bench":
      return { kind, blockTokens: 0, ...readVllmBench(await document(source), sink) };
    case "guidellm":
      return { kind, blockTokens: 0, ...readGuidellm(await document(source), sink, options.run) };
    case "aiperf": {
      if (!source.head().includes('"request_start_ns"')) failAiperfSummary(source.file);
      const reader = new AiperfReader(sink);
      await readLines(source, reader);
      return { kind, blockTokens: 0, originNs: reader.originNs };
    }
    case "llmservingsim": {
      const reader = new LlmServingSimReader(sink, options);
      await readLines(source, reader);
      return {
        kind,
        blockTokens: reader.hasTokens ? (options.kvBlockSize ?? 16) : 0,
        originNs: reader.originNs,
      };
    }
    default:
      return { kind, ...(await readColumns(format, source, sink, options)) };
  }
}

/** Reports of measured runs: their requests are in the order of their ends, or of nothing. */
export function isResult(format: TraceFormat): boolean {
  return format === "vllm-bench" || format === "guidellm" || format === "aiperf";
}

async function document(source: TextSource): Promise<unknown> {
  return parseJsonDocument(await source.all(), source.file);
}

/** One row a request, under a layout. */
async function readColumns(
  format: TraceFormat,
  source: TextSource,
  sink: RowSink,
  options: TraceOptions,
): Promise<Omit<TraceFacts, "kind">> {
  const blockIds = new BlockIds(
    options.chunkHashSize,
    format === "mooncake" ? 512 : 16,
    options.kvBlockSize ?? 16,
  );
  const layoutOf = (names: readonly string[]) => layoutFor(format, names, options, sink.file);
  let originNs: number;
  if (format === "mooncake" || format === "bailian" || format === "jsonl") {
    const reader = new JsonLinesReader(sink, options, blockIds, layoutOf);
    await readLines(source, reader);
    originNs = reader.originNs;
  } else {
    const delimiter = delimiterOf(source.head().split("\n", 1)[0]!);
    const reader = new CsvReader(sink, options, new CsvRecord(delimiter.charCodeAt(0)), blockIds, layoutOf);
    const quoted = format === "csv" && !source.gzipped && source.fileBytes <= QUOTED_CSV_BYTES;
    if (quoted) await readQuotedCsv(source, reader, delimiter);
    else await readLines(source, reader);
    originNs = reader.originNs;
  }
  checkBlockTokens(blockIds, sink, options);
  return { originNs, blockTokens: blockIds.blockTokens };
}

function layoutFor(
  format: TraceFormat,
  names: readonly string[],
  options: TraceOptions,
  file: string,
): TraceLayout {
  const columns = labelColumns(options);
  const known = KNOWN_LAYOUTS[format];
  if (known) return withColumns(fitToFile(known, names), columns, options.timeUnit);
  const guessed = guessLayout(format === "csv" ? "csv" : "jsonl", names, columns, file);
  return { ...guessed, time: options.timeUnit ?? guessed.time };
}

function checkBlockTokens(blockIds: BlockIds, sink: RowSink, { kvBlockSize = 16 }: TraceOptions): void {
  const { tokens, blockTokens } = blockIds;
  if (blockIds.inferred) {
    sink.notes.push(`hash ids taken as ${tokens} tokens each, which is what the first prompt's length says`);
  }
  if (blockTokens % kvBlockSize === 0) return;
  fail({
    where: { file: sink.file },
    field: "--block-size",
    got: kvBlockSize,
    message: `neither divides the trace's hash blocks of ${tokens} tokens nor is a multiple of them`,
  });
}
