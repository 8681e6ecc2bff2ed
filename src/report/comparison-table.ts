import type { Saturation } from "../metrics/saturation.ts";
import type { Summary } from "../metrics/summary.ts";

export interface Scenario {
  /** What tells this run from the others: `{ tp: "2", "latency-model": "mfu" }`. Same keys in every scenario. */
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: Summary;
  readonly saturation: Saturation;
}

/** Text for a terminal at most `width` columns wide (default 160). Ends with a newline. */
export function comparisonText(_scenarios: readonly Scenario[], _width?: number): string {
  throw new Error("comparisonText: not yet");
}

export function comparisonCsv(_scenarios: readonly Scenario[]): string {
  throw new Error("comparisonCsv: not yet");
}

/** `{ scenarios: [...], differences: [...] }` */
export function comparisonJson(_scenarios: readonly Scenario[]): Record<string, unknown> {
  throw new Error("comparisonJson: not yet");
}
