import { FINISH_NAMES } from "../engine/result.ts";
import { tpotNs } from "../metrics/latencies.ts";
import { ByteWriter } from "./byte-writer.ts";
import type { RunReport } from "./run-report.ts";

const COLUMNS = [
  ...["request_id", "arrival_ms", "first_scheduled_ms", "first_token_ms", "last_token_ms"],
  ...["prompt_tokens", "cached_tokens", "output_tokens", "preemptions"],
  ...["ttft_ms", "tpot_ms", "e2el_ms", "finish_reason", "session", "replica"],
];
/** A typical row, so that the buffer seldom has to grow. */
const BYTES_PER_ROW = 128;

/**
 * `requests.csv`: one row a request, in arrival order. Times in milliseconds, exact to the nanosecond (TPOT rounded to
 * it); empty = it never happened. `session` is empty for rows of no session.
 */
export function requestsCsv({ requests, result }: Pick<RunReport, "requests" | "result">): Uint8Array {
  const out = new ByteWriter(result.count * BYTES_PER_ROW + 256);
  out.text(COLUMNS.join(","));
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
    out.newline();
  }
  return out.bytes();
}
