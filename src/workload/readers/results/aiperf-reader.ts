import { fail } from "../../check.ts";
import type { RowSink } from "../../row-sink.ts";
import { Decimal } from "../decimal.ts";
import { numberAt, valueAt } from "../json-values.ts";
import type { LineReader } from "../line-reader.ts";
import { parseJsonLine } from "../parse-json.ts";
import { wholeTokens } from "../row-values.ts";
import { MeasuredRows } from "./measured-rows.ts";

const OUTPUTS = ["metrics.output_sequence_length.value", "metrics.output_token_count.value"];

/** AIPerf's `profile_export.jsonl` as a workload: one measured request a line. */
export class AiperfReader implements LineReader {
  readonly #sink: RowSink;
  readonly #rows: MeasuredRows;
  readonly #start = new Decimal();

  constructor(sink: RowSink) {
    this.#sink = sink;
    this.#rows = new MeasuredRows(sink);
  }

  get originNs(): number {
    return this.#rows.originNs;
  }

  line(buffer: Buffer, start: number, end: number, lineNumber: number): boolean {
    const where = { file: this.#sink.file, line: lineNumber };
    const text = buffer.toString("utf8", start, end);
    const record = parseJsonLine(text, where.file, lineNumber);
    const phase = valueAt(record, "metadata.benchmark_phase") ?? "profiling";
    if (phase !== "profiling") return this.#sink.drop(`${String(phase)} phase of the measured run`);
    if (record.error || valueAt(record, "metadata.was_cancelled") === true) {
      return this.#sink.drop("failed in the measured run");
    }
    // From the text: nanoseconds since 1970 are too many digits for JSON.parse.
    const digits = /"request_start_ns"\s*:\s*(\d{10,})/.exec(text)?.[1];
    if (digits === undefined) fail({ where, field: "metadata.request_start_ns", message: "is missing" });
    this.#start.whole = Number(digits.slice(0, -9));
    this.#start.billionths = Number(digits.slice(-9));
    const input = "metrics.input_sequence_length.value";
    const prompt = wholeTokens(numberAt(record, input), where, input);
    const output = wholeTokens(numberAt(record, ...OUTPUTS), where, OUTPUTS[0]!);
    return this.#rows.add(this.#start, prompt, output, lineNumber);
  }
}

/** `profile_export_aiperf.json`, the summary beside it, holds no single requests. */
export function failAiperfSummary(file: string): never {
  fail({
    where: { file },
    message: "is a summary without single requests",
    remedy: "Give profile_export.jsonl of the same run",
  });
}
