import type { FlagName } from "../config/flags.ts";
import { resolveSettings } from "../config/resolve.ts";
import { type ScenarioConfig, scenarioConfig } from "../config/scenario-config.ts";
import type { RequestTable } from "../engine/request-table.ts";
import type { SimulationResult } from "../engine/result.ts";
import type { Summary } from "../metrics/summary.ts";
import { prepareServer } from "../sweep/prepare.ts";
import { runScenario } from "../sweep/scenario.ts";
import { Workloads } from "../sweep/workloads.ts";

/** Flags of a run as they would be typed. */
export type RunFlags = Readonly<Partial<Record<FlagName, string | number | boolean>>>;

interface RunOutcome {
  readonly requests: RequestTable;
  readonly result: SimulationResult;
  readonly summary: Summary;
  readonly notes: readonly string[];
}

export function scenarioOf(flags: RunFlags): ScenarioConfig {
  const typed = Object.entries(flags).map(
    ([name, value]) => [name as FlagName, typeof value === "boolean" ? value : String(value)] as const,
  );
  return scenarioConfig({
    settings: resolveSettings({ flags: new Map(typed), environment: {} }),
    labels: {},
  });
}

/** Runs what `inference-sim run` would with these flags, on the given model and GPU in the place of those named. */
export async function runFlags(
  flags: RunFlags,
  instead: Partial<Pick<ScenarioConfig["server"], "model" | "gpu">> = {},
): Promise<RunOutcome> {
  const scenario = scenarioOf(flags);
  const server = prepareServer({ ...scenario.server, ...instead });
  const { requests, result, summary } = await runScenario(scenario, server, new Workloads());
  return { requests, result, summary, notes: server.notes };
}
