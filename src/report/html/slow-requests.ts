import type { Waterfalls } from "../../engine/waterfall-parts.ts";
import { completedRows, tpotNs } from "../../metrics/latencies.ts";
import { formatCount, formatCounted, formatFigure, formatGrouped } from "../format.ts";
import type { RunReport } from "../run-report.ts";
import { largestOfTtft } from "../waterfall-names.ts";
import type { Markup } from "./markup.ts";
import { type Cell, table } from "./table.ts";

const SHOWN = 20;

/** The requests that waited longest for their first token. */
export function slowRequests({
  requests,
  result,
}: Pick<RunReport, "requests" | "result">): Markup | undefined {
  const ttftNs = (row: number): number => result.firstTokenNs[row]! - result.arrivalNs[row]!;
  const { waterfalls } = result;
  const rows = completedRows(result);
  if (rows.length === 0) return undefined;
  const slowest = rows.sort((a, b) => ttftNs(b) - ttftNs(a)).slice(0, SHOWN);
  const ms = (ns: number): Cell =>
    Number.isNaN(ns) ? "" : { shown: formatGrouped(ns / 1e6), sortBy: Math.round(ns / 1e3) / 1e3 };
  const why = (row: number): Cell[] => (waterfalls === undefined ? [] : [mostly(waterfalls, row)]);
  return table(
    `The ${formatCounted(slowest.length, "request")} with the longest TTFT of ${formatCount(rows.length)}; prompt, cached and output in tokens`,
    [
      ...[
        "request",
        "arrival (s)",
        "prompt",
        "cached",
        "output",
        "preempted",
        "waited (ms)",
        "TTFT (ms)",
      ].map((heading) => ({ heading })),
      ...(waterfalls === undefined ? [] : [{ heading: "largest part of TTFT", align: "left" as const }]),
      ...["TPOT (ms)", "E2E (ms)"].map((heading) => ({ heading })),
    ],
    slowest.map((row) => [
      row,
      { shown: formatFigure(result.arrivalNs[row]! / 1e9), sortBy: result.arrivalNs[row]! / 1e9 },
      ...[
        requests.promptTokens[row]!,
        result.cachedTokens[row]!,
        result.outputTokens[row]!,
        result.preemptions[row]!,
      ],
      ...[ms(result.firstScheduledNs[row]! - result.arrivalNs[row]!), ms(ttftNs(row)), ...why(row)],
      ...[ms(tpotNs(result, row)), ms(result.lastTokenNs[row]! - result.arrivalNs[row]!)],
    ]),
  );
}

/** `waiting for a place, 81 %` */
function mostly(waterfalls: Waterfalls, row: number): string {
  const { name, share } = largestOfTtft(waterfalls, row);
  return `${name}, ${Math.round(share * 100)} %`;
}
