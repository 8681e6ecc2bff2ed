import { UserError } from "../../errors.ts";
import { parseJsonDocument, parseJsonLine } from "../../workload/readers/parse-json.ts";
import { TextSource } from "../../workload/readers/text-source.ts";
import { isAiperfRecord, isAiperfSummary, readAiperfRecords, readAiperfSummary } from "./aiperf.ts";
import { type CsvTruthOptions, readCsvTruth } from "./csv.ts";
import { isGuidellm, readGuidellm } from "./guidellm.ts";
import {
  isInferencePerfRequest,
  isInferencePerfSummary,
  readInferencePerfRequests,
  readInferencePerfSummary,
} from "./inference-perf.ts";
import { JsonFields } from "./json-fields.ts";
import type { Truth } from "./truth.ts";
import { isVllmBench, readVllmBench } from "./vllm-bench.ts";

export type TruthOptions = CsvTruthOptions;

/**
 * Reads a benchmark tool's result file, recognised by its content: one entry for each run in it.
 * @throws UserError when the file cannot be read or is of no known tool
 */
export async function readTruth(file: string, options: TruthOptions = {}): Promise<Truth[]> {
  const source = await TextSource.open(file);
  try {
    return parseTruth(await source.all(), file, options);
  } finally {
    await source.close();
  }
}

export function parseTruth(text: string, file: string, options: TruthOptions = {}): Truth[] {
  const runs = /^\s*[[{]/.test(text) ? parseJsonTruth(text, file) : readCsvTruth(text, file, options);
  const empty = runs.length === 0 || runs.every(({ completed }) => completed === 0);
  if (empty) throw new UserError({ where: { file }, message: "holds no completed request" });
  return runs;
}

function parseJsonTruth(text: string, file: string): Truth[] {
  const firstLine = new JsonFields(parsedOrUndefined(text.slice(0, text.indexOf("\n") + 1)), file);
  if (isAiperfRecord(firstLine)) return readAiperfRecords(jsonLines(text, file));
  const json = new JsonFields(parseJsonDocument(text, file), file);
  if (isVllmBench(json)) return readVllmBench(json);
  if (isGuidellm(json)) return readGuidellm(json);
  if (isAiperfRecord(json)) return readAiperfRecords([json]);
  if (isAiperfSummary(json)) return readAiperfSummary(json);
  if (isInferencePerfSummary(json)) return readInferencePerfSummary(json);
  const entries = Array.isArray(json.value) ? (json.list("") ?? []) : [];
  if (entries[0] !== undefined && isInferencePerfRequest(entries[0]))
    return readInferencePerfRequests(entries);
  throw new UserError({
    where: { file },
    message: "is not a result of vllm bench serve, guidellm, aiperf or inference-perf",
    remedy: "For any other tool give a CSV with arrival_s, prompt_tokens, output_tokens, ttft_ms and e2el_ms",
  });
}

function jsonLines(text: string, file: string): JsonFields[] {
  return text
    .split("\n")
    .flatMap((line, i) =>
      line.trim() === "" ? [] : [new JsonFields(parseJsonLine(line, file, i + 1), file, `line ${i + 1}`)],
    );
}

function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
