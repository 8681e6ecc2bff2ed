import type { GeneratorSpec } from "./spec.ts";
import type { Workload } from "./workload.ts";

/** Makes a workload up. The same spec and seed give the same workload on any machine. */
export function generateWorkload(_spec: GeneratorSpec, _seed: number): Workload {
  throw new Error("generateWorkload: wired by the generators");
}
