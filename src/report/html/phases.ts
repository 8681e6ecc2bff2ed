import { isCompleted } from "../../metrics/latencies.ts";
import type { RunReport } from "../run-report.ts";
import type { Waterfall } from "./charts/waterfall.ts";

/** TTFT and E2EL of completed requests, cut at the first step that computed any of a request's tokens and at its first token. */
export function phaseWaterfalls({ result }: Pick<RunReport, "result">): Waterfall[] {
  const { count, arrivalNs, firstScheduledNs, firstTokenNs, lastTokenNs } = result;
  const between = (from: Float64Array, to: Float64Array) =>
    Float64Array.from({ length: count }, (_, row) =>
      isCompleted(result, row) ? to[row]! - from[row]! : Number.NaN,
    );
  const waiting = { name: "waiting to be scheduled", ns: between(arrivalNs, firstScheduledNs) };
  const prefill = { name: "prefill", ns: between(firstScheduledNs, firstTokenNs) };
  const decode = { name: "decode", ns: between(firstTokenNs, lastTokenNs) };
  return [
    { id: "ttft", name: "TTFT", totalNs: between(arrivalNs, firstTokenNs), parts: [waiting, prefill] },
    { id: "e2el", name: "E2EL", totalNs: between(arrivalNs, lastTokenNs), parts: [waiting, prefill, decode] },
  ];
}
