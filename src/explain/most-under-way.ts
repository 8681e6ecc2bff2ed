import type { SimulationResult } from "../engine/result.ts";

/**
 * Most requests that were under way at once on one replica, from first step to last token, ends included: at least as
 * many as ever ran, for a preempted request counts while it waits, and one that ends while its successor begins.
 */
export function mostUnderWay({ count, replica, firstScheduledNs, lastTokenNs }: SimulationResult): number {
  const rows = Array.from({ length: count }, (_, row) => row).filter((row) => lastTokenNs[row]! >= 0);
  const begins = rows.toSorted((a, b) => firstScheduledNs[a]! - firstScheduledNs[b]!);
  const ends = rows.toSorted((a, b) => lastTokenNs[a]! - lastTokenNs[b]!);
  const underWay = new Map<number, number>();
  let most = 0;
  let ended = 0;
  for (const row of begins) {
    for (; lastTokenNs[ends[ended]!]! < firstScheduledNs[row]!; ended++) {
      const other = replica[ends[ended]!]!;
      underWay.set(other, underWay.get(other)! - 1);
    }
    const now = (underWay.get(replica[row]!) ?? 0) + 1;
    underWay.set(replica[row]!, now);
    most = Math.max(most, now);
  }
  return most;
}
