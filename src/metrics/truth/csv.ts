import { type CsvError, parse } from "csv-parse/sync";
import { UserError } from "../../errors.ts";
import { type MeasuredRequest, measured } from "./measured.ts";
import type { Truth } from "./truth.ts";

/** Names a column may have, without the unit that ends the name of a time: `ttft_ms`, `arrival_s`. */
const NAMES = {
  arrival: ["arrival", "arrived_at", "arrival_time", "start", "start_time", "timestamp"],
  prompt: ["prompt_tokens", "input_tokens", "input_toks", "prompt_len", "input_len", "num_prefill_tokens"],
  output: ["output_tokens", "output_toks", "completion_tokens", "output_len", "num_decode_tokens"],
  ttft: ["ttft", "time_to_first_token"],
  tpot: ["tpot", "time_per_output_token"],
  e2el: ["e2el", "e2e", "e2e_latency", "request_latency", "latency"],
} as const;
type Field = keyof typeof NAMES;

const NEEDED: readonly Field[] = ["arrival", "prompt", "output"];
const COUNTS: readonly Field[] = ["prompt", "output"];
const MS_PER_UNIT: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, ms: 1, s: 1000 };

export interface CsvTruthOptions {
  /** Columns by field where their names are not among the usual ones: `{ ttft: "first_token_us" }`. */
  readonly columns?: Readonly<Partial<Record<Field, string>>>;
}

/**
 * One row a request: `requests.csv` of this project and of LLMServingSim, or any CSV with such columns. The unit of a
 * time ends the column's name.
 * @throws UserError naming line and column
 */
export function readCsvTruth(text: string, file: string, options: CsvTruthOptions = {}): Truth[] {
  const [header, ...lines] = parseRows(text, file);
  const columns = columnsOf(header?.record ?? [], file, options);
  const rows: MeasuredRequest[] = [];
  let failed = 0;
  for (const { record, info } of lines) {
    const read = (field: Field): number => cellValue(columns.get(field), record, { file, line: info.lines });
    const row = {
      ...{ arrivalMs: read("arrival"), promptTokens: read("prompt"), outputTokens: read("output") },
      ...{ ttftMs: read("ttft"), e2elMs: read("e2el") },
      ...(columns.has("tpot") ? { tpotMs: read("tpot") } : {}),
    };
    // A request without any latency never completed.
    if (Number.isNaN(row.ttftMs) && Number.isNaN(row.e2elMs)) failed += 1;
    else rows.push(row);
  }
  const notes = failed === 0 ? [] : [`${failed} rows without latencies are left out`];
  return [{ tool: "csv", file, name: "", failed, ...measured(rows), notes }];
}

interface Row {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function parseRows(text: string, file: string): readonly Row[] {
  try {
    return parse(text, { bom: true, info: true, skip_empty_lines: true, trim: true }) as unknown as Row[];
  } catch (error) {
    const { message, lines } = error as CsvError & { lines?: number };
    throw new UserError({ where: { file, ...(lines === undefined ? {} : { line: lines }) }, message });
  }
}

interface Column {
  readonly name: string;
  readonly index: number;
  readonly toMs: number;
}

function columnsOf(header: readonly string[], file: string, options: CsvTruthOptions): Map<Field, Column> {
  const found = new Map<Field, Column>();
  for (const field of Object.keys(NAMES) as Field[]) {
    const wanted = options.columns?.[field];
    const index = header.findIndex((name) =>
      wanted === undefined ? isNameOf(field, name) : name === wanted,
    );
    if (index >= 0)
      found.set(field, { name: header[index]!, index, toMs: unitOf(field, header[index]!, file) });
  }
  const missing = NEEDED.find((field) => !found.has(field));
  const hasLatency = found.has("ttft") || found.has("e2el");
  if (missing === undefined && hasLatency) return found;
  throw new UserError({
    where: { file, line: 1 },
    message: `has no column for ${missing ?? "ttft or e2el"} among ${header.join(", ")}`,
    remedy: `Name it ${missing ?? "ttft"}${missing === "prompt" || missing === "output" ? "_tokens" : "_ms"} or give --columns`,
  });
}

function isNameOf(field: Field, name: string): boolean {
  const names: readonly string[] = NAMES[field];
  return names.includes(name) || names.includes(name.replace(/_(ns|us|ms|s)$/, ""));
}

function unitOf(field: Field, name: string, file: string): number {
  if (COUNTS.includes(field)) return 1;
  const unit = /_(ns|us|ms|s)$/.exec(name)?.[1];
  if (unit !== undefined) return MS_PER_UNIT[unit]!;
  throw new UserError({
    where: { file, line: 1 },
    field: name,
    message: "is a time without a unit",
    remedy: `Name the column ${name}_ms, ${name}_s, ${name}_us or ${name}_ns`,
  });
}

function cellValue(
  column: Column | undefined,
  record: readonly string[],
  where: { readonly file: string; readonly line: number },
): number {
  const text = column === undefined ? "" : (record[column.index] ?? "");
  if (column === undefined || text === "") return Number.NaN;
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value * column.toMs;
  throw new UserError({ where, field: column.name, got: text, message: "must be a number of at least 0" });
}
