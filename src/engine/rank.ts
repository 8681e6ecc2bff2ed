import type { RequestState } from "./request-state.ts";

/** Order under priority scheduling: lower priority value, then earlier arrival, then earlier row. Negative: `a` first. */
export function compareRank(rows: RequestState, a: number, b: number): number {
  const { priority, arrivalNs } = rows;
  return (priority ? priority[a]! - priority[b]! : 0) || arrivalNs[a]! - arrivalNs[b]! || a - b;
}
