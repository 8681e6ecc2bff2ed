import type { SimulationResult } from "../engine/result.ts";
import { isCompleted, tpotNs } from "../metrics/latencies.ts";

/** Latencies of each request in arrival order, milliseconds; NaN where it has none. Definitions are vLLM's. */
export interface RequestLatencies {
  /** First token after arrival. */
  readonly ttftMs: Float64Array;
  /** Mean gap between tokens; NaN for a single token. */
  readonly tpotMs: Float64Array;
  /** Last token after arrival. */
  readonly e2elMs: Float64Array;
}

export function requestLatencies(result: SimulationResult): RequestLatencies {
  const { count, arrivalNs, firstTokenNs, lastTokenNs } = result;
  const column = () => new Float64Array(count).fill(Number.NaN);
  const latencies = { ttftMs: column(), tpotMs: column(), e2elMs: column() };
  for (let row = 0; row < count; row++) {
    if (!isCompleted(result, row)) continue;
    latencies.ttftMs[row] = (firstTokenNs[row]! - arrivalNs[row]!) / 1e6;
    latencies.tpotMs[row] = tpotNs(result, row) / 1e6;
    latencies.e2elMs[row] = (lastTokenNs[row]! - arrivalNs[row]!) / 1e6;
  }
  return latencies;
}
