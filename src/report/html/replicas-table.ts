import { replicaLoads } from "../../metrics/fleet.ts";
import { formatCount, formatRough } from "../format.ts";
import type { RunReport } from "../run-report.ts";
import { usableOfReplica } from "../usable-blocks.ts";
import type { Markup } from "./markup.ts";
import { type Cell, table } from "./table.ts";

/** Replicas beyond which a table says less than its length costs. */
const MOST_ROWS = 200;

/** What each replica of a fleet did; undefined for a single server. */
export function replicasTable({
  result,
  kvBlocks,
}: Pick<RunReport, "result" | "kvBlocks">): Markup | undefined {
  const loads = replicaLoads(result);
  if (loads.length < 2) return undefined;
  const count = (value: number): Cell => ({ shown: formatCount(value), sortBy: value });
  const percent = (share: number): Cell => ({ shown: formatRough(share * 100), sortBy: share });
  return table(
    loads.length > MOST_ROWS
      ? `The first ${MOST_ROWS} of ${loads.length} replicas`
      : "What the router sent to each replica, and how busy it was",
    [
      "replica",
      "requests",
      "output tokens",
      "busy (%)",
      "steps",
      "preemptions",
      "most KV blocks in use (%)",
    ].map((heading) => ({ heading })),
    loads
      .slice(0, MOST_ROWS)
      .map(({ requests, outputTokens, busyShare, steps, preemptions, peakKvBlocks }, replica) => [
        ...[
          replica,
          count(requests),
          count(outputTokens),
          percent(busyShare),
          count(steps),
          count(preemptions),
        ],
        percent(peakKvBlocks / usableOfReplica(kvBlocks)),
      ]),
  );
}
