import { PROVENANCE, type Provenance } from "../../engine/latency-model.ts";
import type { SimulationResult } from "../../engine/result.ts";

/** Where most of a run's simulated time comes from. */
export function provenanceOf({ provenanceNs }: SimulationResult): Provenance {
  return PROVENANCE.reduce((most, name) => (provenanceNs[name] > provenanceNs[most] ? name : most));
}
