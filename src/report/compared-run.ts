import type { Saturation } from "../metrics/saturation.ts";
import type { Summary } from "../metrics/summary.ts";

/** A run that stands beside others, and what tells it from them. */
export interface ComparedRun {
  /** What tells this run from the others: `{ tp: "2", "latency-model": "mfu" }`. Same keys in every run. */
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: Summary;
  readonly saturation: Saturation;
}
