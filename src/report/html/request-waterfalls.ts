import { WATERFALL_PARTS } from "../../engine/waterfall-parts.ts";
import { isCompleted } from "../../metrics/latencies.ts";
import type { RunReport } from "../run-report.ts";
import { PART_NAMES } from "../waterfall-names.ts";
import type { Waterfall } from "./charts/waterfall.ts";

/** TTFT and E2EL of completed requests by part; none where the run did not keep them. */
export function requestWaterfalls({ result }: Pick<RunReport, "result">): Waterfall[] {
  const { count, arrivalNs, firstTokenNs, lastTokenNs, waterfalls } = result;
  if (waterfalls === undefined) return [];
  const column = (ns: (row: number) => number) =>
    Float64Array.from({ length: count }, (_, row) => (isCompleted(result, row) ? ns(row) : Number.NaN));
  const parts = (cells: Float64Array) =>
    WATERFALL_PARTS.map((part, place) => ({
      name: PART_NAMES[part],
      ns: column((row) => cells[row * WATERFALL_PARTS.length + place]!),
    }));
  const until = (times: Float64Array) => column((row) => times[row]! - arrivalNs[row]!);
  return [
    { id: "ttft", name: "TTFT", totalNs: until(firstTokenNs), parts: parts(waterfalls.ttftNs) },
    { id: "e2el", name: "E2EL", totalNs: until(lastTokenNs), parts: parts(waterfalls.e2elNs) },
  ];
}
