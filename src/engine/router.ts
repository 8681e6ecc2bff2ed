import type { Replica } from "./replica.ts";

export const ROUTING_POLICIES = ["round-robin", "least-loaded", "prefix-aware"] as const;
export type RoutingPolicy = (typeof ROUTING_POLICIES)[number];

/** Chooses the replica for a request that has become visible. */
export type Router = (row: number) => number;

export function createRouter(policy: RoutingPolicy, replicas: readonly Replica[]): Router {
  if (replicas.length === 1) return () => 0;
  if (policy === "round-robin") {
    let next = 0;
    return () => next++ % replicas.length;
  }
  return () => leastLoaded(replicas);
}

/** Fewest requests waiting or running; the first of equals. */
function leastLoaded(replicas: readonly Replica[]): number {
  let best = 0;
  for (let i = 1; i < replicas.length; i++) if (replicas[i]!.load < replicas[best]!.load) best = i;
  return best;
}
