import { compareSummaries } from "../metrics/comparison.ts";
import type { ComparedRun } from "./compared-run.ts";

/** The label that names the latency model; runs that differ in nothing else are compared. */
export const LATENCY_MODEL = "latency-model";

/** One scenario against the first one that differs from it in the latency model only. */
export interface Difference {
  readonly scenario: ComparedRun;
  readonly base: ComparedRun;
  /** Labels both share. */
  readonly labels: Readonly<Record<string, string>>;
  /** Signed percent, one per entry of `FIGURES`. */
  readonly percent: readonly number[];
}

/** In the order of the scenarios; empty when no two differ in the latency model only. */
export function differencesBetweenModels(scenarios: readonly ComparedRun[]): Difference[] {
  const bases = new Map<string, ComparedRun>();
  const found: Difference[] = [];
  for (const scenario of scenarios) {
    const { [LATENCY_MODEL]: model, ...labels } = scenario.labels;
    if (model === undefined) continue;
    const setting = JSON.stringify(Object.entries(labels));
    const base = bases.get(setting);
    if (base === undefined) bases.set(setting, scenario);
    else found.push({ scenario, base, labels, percent: compareSummaries(scenario.summary, base.summary) });
  }
  return found;
}
