import type { SimulationResult } from "../engine/result.ts";

/** One replica's share of a run. */
export interface ReplicaLoad {
  /** Sent to it by the router, rejected ones counted. */
  readonly requests: number;
  readonly outputTokens: number;
  /** Time in steps, of the time from 0 to the last event of all. */
  readonly busyShare: number;
  readonly steps: number;
  readonly preemptions: number;
  readonly peakKvBlocks: number;
}

/** What each replica of a fleet did, by its number. */
export function replicaLoads(result: SimulationResult): ReplicaLoad[] {
  const requests = result.replicas.map(() => 0);
  const outputTokens = result.replicas.map(() => 0);
  for (let row = 0; row < result.count; row++) {
    const replica = result.replica[row]!;
    requests[replica]!++;
    outputTokens[replica]! += result.outputTokens[row]!;
  }
  return result.replicas.map(({ steps, busyNs, preemptions, peakKvBlocks }, i) => ({
    requests: requests[i]!,
    outputTokens: outputTokens[i]!,
    busyShare: result.endNs === 0 ? 0 : busyNs / result.endNs,
    steps,
    preemptions,
    peakKvBlocks,
  }));
}
