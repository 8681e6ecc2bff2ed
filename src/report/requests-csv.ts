import { FINISH_NAMES } from "../engine/result.ts";
import { WATERFALL_PARTS } from "../engine/waterfall-parts.ts";
import { isCompleted, tpotNs } from "../metrics/latencies.ts";
import { ByteWriter } from "./byte-writer.ts";
import type { RunReport } from "./run-report.ts";
import { PART_COLUMNS } from "./waterfall-names.ts";

const COLUMNS = [
  ...["request_id", "arrival_ms", "first_scheduled_ms", "first_token_ms", "last_token_ms"],
  ...["prompt_tokens", "cached_tokens", "output_tokens", "preemptions"],
  ...["ttft_ms", "tpot_ms", "e2el_ms", "finish_reason", "session", "replica"],
];
/** E2EL by part, then TTFT by part. */
const WATERFALL_COLUMNS = ["w", "w_ttft"].flatMap((prefix) =>
  WATERFALL_PARTS.map((part) => `${prefix}_${PART_COLUMNS[part]}_ms`),
);
/** A typical row, so that the buffer seldom has to grow. */
const BYTES_PER_ROW = 320;

/**
 * `requests.csv`: one row a request, in arrival order. Times in milliseconds, exact to the nanosecond (TPOT rounded to
 * it); empty = it never happened. `session` is empty for rows of no session. The `w_` columns, present where the run kept
 * them, say where E2EL and TTFT went and sum to them; a rejected request has none.
 */
export function requestsCsv({ requests, result }: Pick<RunReport, "requests" | "result">): Uint8Array {
  const out = new ByteWriter(result.count * BYTES_PER_ROW + 256);
  const waterfalls = result.waterfalls && [result.waterfalls.e2elNs, result.waterfalls.ttftNs];
  out.text([...COLUMNS, ...(waterfalls ? WATERFALL_COLUMNS : [])].join(","));
  out.newline();
  const time = (ns: number): void => {
    out.nsAsMs(ns);
    out.comma();
  };
  const number = (value: number): void => {
    out.integer(value);
    out.comma();
  };
  const { session } = requests;
  for (let row = 0; row < result.count; row++) {
    const arrival = result.arrivalNs[row]!;
    const firstToken = result.firstTokenNs[row]!;
    const lastToken = result.lastTokenNs[row]!;
    number(row);
    time(arrival);
    time(result.firstScheduledNs[row]!);
    time(firstToken);
    time(lastToken);
    number(requests.promptTokens[row]!);
    number(result.cachedTokens[row]!);
    number(result.outputTokens[row]!);
    number(result.preemptions[row]!);
    time(firstToken - arrival);
    time(Math.round(tpotNs(result, row)));
    time(lastToken - arrival);
    out.text(FINISH_NAMES[result.finish[row]!]!);
    out.comma();
    if (session !== undefined && session[row]! >= 0) out.integer(session[row]!);
    out.comma();
    out.integer(result.replica[row]!);
    for (const cells of waterfalls ?? []) waterfallCells(out, cells, isCompleted(result, row) ? row : -1);
    out.newline();
  }
  return out.bytes();
}

/** Nothing where `row` is -1. */
function waterfallCells(out: ByteWriter, cells: Float64Array, row: number): void {
  const from = row * WATERFALL_PARTS.length;
  for (let part = 0; part < WATERFALL_PARTS.length; part++) {
    out.comma();
    if (row < 0) continue;
    const ns = cells[from + part]!;
    if (ns === 0) out.integer(0);
    else out.nsAsMs(ns);
  }
}
