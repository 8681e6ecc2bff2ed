import type { Replica } from "./replica.ts";
import type { RequestTable } from "./request-table.ts";

/** How requests are shared out among replicas; prefix-aware: to the one with most of the prompt in its cache. */
export const ROUTING_POLICIES = ["round-robin", "least-loaded", "prefix-aware"] as const;
/** One of `ROUTING_POLICIES`. */
export type RoutingPolicy = (typeof ROUTING_POLICIES)[number];

/** Chooses the replica for a request that has become visible. */
export type Router = (row: number) => number;

// Prefix-aware routing follows SGLang's cache-aware router (sgl-router), with its defaults.
/** Share of the prompt that must be cached for the cache to decide. */
const CACHE_THRESHOLD = 0.3;
/** Load decides when replicas differ by more than this many requests and this factor. */
const BALANCE_ABS_THRESHOLD = 64;
const BALANCE_REL_THRESHOLD = 1.5;

export function createRouter(
  policy: RoutingPolicy,
  replicas: readonly Replica[],
  requests: RequestTable,
  blockSize: number,
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
      return prefixAware(replicas, requests, blockSize);
  }
}

/** Fewest requests waiting or running; the first of equals. */
function leastLoaded(replicas: readonly Replica[]): number {
  let best = 0;
  for (let i = 1; i < replicas.length; i++) if (replicas[i]!.load < replicas[best]!.load) best = i;
  return best;
}

/**
 * The replica that holds most of the prompt, the least loaded of equals; when none holds enough of it, the one that
 * served the session's previous turn; without either, the least loaded.
 */
function prefixAware(replicas: readonly Replica[], requests: RequestTable, blockSize: number): Router {
  const { promptTokens, session } = requests;
  const home = new Map<number, number>();
  return (row) => {
    const id = session ? session[row]! : -1;
    const least = leastLoaded(replicas);
    let chosen = least;
    if (!unbalanced(replicas, replicas[least]!.load)) {
      let most = 0;
      for (let i = 0; i < replicas.length; i++) {
        const blocks = replicas[i]!.cachedBlocks(row);
        if (blocks > most || (blocks === most && replicas[i]!.load < replicas[chosen]!.load)) chosen = i;
        most = Math.max(most, blocks);
      }
      if (most * blockSize <= CACHE_THRESHOLD * promptTokens[row]!) chosen = home.get(id) ?? least;
    }
    if (id >= 0) home.set(id, chosen);
    return chosen;
  };
}

function unbalanced(replicas: readonly Replica[], least: number): boolean {
  let most = least;
  for (const replica of replicas) if (replica.load > most) most = replica.load;
  return most - least > BALANCE_ABS_THRESHOLD && most > BALANCE_REL_THRESHOLD * least;
}
