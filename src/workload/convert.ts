import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { fail } from "./check.ts";
import type { Workload } from "./workload.ts";
import { azureWriter } from "./writers/azure.ts";
import { csvWriter, jsonLinesWriter } from "./writers/generic.ts";
import { llmServingSimWriter } from "./writers/llmservingsim.ts";
import { mooncakeWriter } from "./writers/mooncake.ts";
import { followUpsLost, type TraceWriter, type WriterOf } from "./writers/trace-writer.ts";

export const WRITABLE_FORMATS = ["azure", "mooncake", "llmservingsim", "csv", "jsonl"] as const;
export type WritableFormat = (typeof WRITABLE_FORMATS)[number];

const WRITERS: Readonly<Record<WritableFormat, WriterOf>> = {
  azure: azureWriter,
  mooncake: mooncakeWriter,
  llmservingsim: llmServingSimWriter,
  csv: csvWriter,
  jsonl: jsonLinesWriter,
};

/**
 * Writes a workload as a trace; the file appears whole or not at all.
 * @returns what the format cannot hold, for people; empty where nothing was lost
 */
export async function writeTrace(
  workload: Workload,
  format: WritableFormat,
  file: string,
): Promise<readonly string[]> {
  const writer = traceWriter(workload, format);
  const partial = `${file}.partial-${process.pid}`;
  let handle: FileHandle | undefined;
  try {
    handle = await open(partial, "w");
    for (const chunk of chunks(workload, writer)) await handle.write(chunk);
    await handle.close();
    await rename(partial, file);
  } catch (error) {
    await handle?.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
  return writer.lost;
}

/** The same as one string, for standard output and tests. */
export function traceText(workload: Workload, format: WritableFormat): string {
  return [...chunks(workload, traceWriter(workload, format))].join("");
}

/** What the format cannot hold, for people. */
export function traceLosses(workload: Workload, format: WritableFormat): readonly string[] {
  return traceWriter(workload, format).lost;
}

function traceWriter({ requests }: Workload, format: WritableFormat): TraceWriter {
  if (format !== "llmservingsim" && followUpsLost(requests)) {
    fail({
      field: "--to",
      got: format,
      message: "cannot hold turns that wait for the turn before",
      remedy: "Convert to llmservingsim, which can",
    });
  }
  return WRITERS[format](requests);
}

const CHUNK_CHARACTERS = 1 << 18;

function* chunks({ requests }: Workload, writer: TraceWriter): Generator<string> {
  let chunk = writer.header;
  for (let row = 0; row < requests.count; row++) {
    chunk += writer.line(row);
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = "";
  }
  yield chunk;
}
