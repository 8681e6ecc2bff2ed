import type { Replica } from "./replica.ts";

export const ROUTING_POLICIES = ["round-robin", "least-loaded", "prefix-aware"] as const;
export type RoutingPolicy = (typeof ROUTING_POLICIES)[number];

/** Chooses the replica for a request that has become visible. */
export type Router = (row: number) => number;

/**
 * Prefix-aware routing falls back on load when replicas differ by more than this many requests and this factor: the
 * thresholds of SGLang's cache-aware router.
 */
const IMBALANCE_REQUESTS = 64;
const IMBALANCE_FACTOR = 1.5;

export function createRouter(
  policy: RoutingPolicy,
  replicas: readonly Replica[],
  session: Int32Array | undefined,
): Router {
  if (replicas.length === 1) return () => 0;
  switch (policy) {
    case "round-robin": {
      let next = 0;
      return () => next++ % replicas.length;
    }
    case "least-loaded":
      return () => leastLoaded(replicas);
    case "prefix-aware":
      return prefixAware(replicas, session);
  }
}

/** Fewest requests waiting or running; the first of equals. */
function leastLoaded(replicas: readonly Replica[]): number {
  let best = 0;
  for (let i = 1; i < replicas.length; i++) if (replicas[i]!.load < replicas[best]!.load) best = i;
  return best;
}

/**
 * Most cached blocks of the prompt; among equals the replica of the session's previous turn, then the least loaded.
 * Prompts without names and sessions are therefore spread by load.
 */
function prefixAware(replicas: readonly Replica[], session: Int32Array | undefined): Router {
  const home = new Map<number, number>();
  return (row) => {
    const id = session ? session[row]! : -1;
    let chosen = leastLoaded(replicas);
    if (!unbalanced(replicas, replicas[chosen]!.load)) {
      const previous = home.get(id) ?? -1;
      let most = -1;
      for (let i = 0; i < replicas.length; i++) {
        const blocks = replicas[i]!.cachedBlocks(row);
        if (blocks < most) continue;
        const nearer =
          blocks > most ||
          (chosen !== previous && (i === previous || replicas[i]!.load < replicas[chosen]!.load));
        if (nearer) chosen = i;
        most = blocks;
      }
    }
    if (id >= 0) home.set(id, chosen);
    return chosen;
  };
}

function unbalanced(replicas: readonly Replica[], least: number): boolean {
  let most = least;
  for (const replica of replicas) if (replica.load > most) most = replica.load;
  return most - least > IMBALANCE_REQUESTS && most > IMBALANCE_FACTOR * least;
}
