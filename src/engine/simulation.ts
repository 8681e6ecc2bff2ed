import type { EngineConfig } from "./config.ts";
import type { LatencyModel } from "./latency-model.ts";
import type { RequestTable } from "./request-table.ts";
import type { SimulationResult } from "./result.ts";

export interface SimulationOptions {
  readonly requests: RequestTable;
  readonly config: EngineConfig;
  readonly latencyModel: LatencyModel;
  /** Called now and then with the number of requests done (completed or rejected). Keep it cheap. */
  readonly onProgress?: (done: number, total: number) => void;
  /** The literal loop, request by request, instead of the fast one: same bytes, far slower. */
  readonly stepByStep?: boolean;
  /** Checks the invariants at every event and throws on the first that is broken. */
  readonly checkInvariants?: boolean;
}

/** Runs the requests through one server and returns what was observed. Deterministic. */
export function simulate(_options: SimulationOptions): SimulationResult {
  throw new Error("simulate: wired by the engine modules");
}
