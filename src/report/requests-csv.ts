import type { RunReport } from "./run-report.ts";

/** `requests.csv`: one row a request, in arrival order. Times in milliseconds, exact to the nanosecond; empty = never happened. */
export function requestsCsv(_report: Pick<RunReport, "requests" | "result">): Uint8Array {
  throw new Error("requestsCsv: not yet");
}
