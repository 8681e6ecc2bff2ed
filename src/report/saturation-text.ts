import type { Saturation } from "../metrics/saturation.ts";
import { formatCount, formatFigure } from "./format.ts";

/** For a table cell; empty for a stable run. */
export function saturationLabel({ verdict, queueGrowthPerSecond }: Saturation): string {
  if (verdict === "stable") return "";
  return verdict === "overloaded" ? `OVERLOADED +${formatFigure(queueGrowthPerSecond, 2)} req/s` : verdict;
}

/** What a reader of the percentiles must know; undefined for a stable run. */
export function saturationSentence({
  verdict,
  queueGrowthPerSecond,
  waitingAtLastArrival,
}: Saturation): string | undefined {
  const waiting = `${formatCount(waitingAtLastArrival)} waiting at the last arrival`;
  switch (verdict) {
    case "stable":
      return undefined;
    case "overloaded":
      return (
        `OVERLOADED: the queue grows by ${formatFigure(queueGrowthPerSecond, 2)} req/s, ${waiting}. ` +
        "The percentiles depend on how long this run lasts and describe no steady state."
      );
    case "drain":
      return "DRAIN: all requests arrived at once. The latencies describe how that backlog empties, not a rate.";
    case "unsteady":
      return (
        "UNSTEADY: arrivals ended while requests in flight were still settling. " +
        "A longer run would give other percentiles."
      );
  }
}
