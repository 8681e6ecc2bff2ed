import { combinations } from "../config/axes.ts";
import { type ScenarioConfig, scenarioConfig } from "../config/scenario-config.ts";
import { isExplicit, type Settings, settingsData } from "../config/settings.ts";
import { unusedNotes } from "../config/workload-request.ts";
import { UserError } from "../errors.ts";
import { goodputOf, type Objective, objectivesOf, percentilesOf } from "../sweep/capacity/slo.ts";
import type { ExperimentScenario } from "../sweep/experiment/experiment-manifest.ts";
import { defaultWorkers, WorkerPool } from "../sweep/pool.ts";
import type { SeededScenario } from "../sweep/seeded-scenario.ts";
import { ResultStore } from "../sweep/store.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { flagValue } from "./flag-value.ts";
import { note } from "./print.ts";
import { settingsOf } from "./settings-of.ts";

/** @throws UserError when there is no objective */
export function objectivesOfFlags(invocation: Invocation): Objective[] {
  const texts = flagValue(invocation, "slo");
  if (texts !== undefined) return objectivesOf(texts);
  const remedy = 'Such as --slo "ttft_p99<500ms,tpot_p95<30ms"';
  throw new UserError({ field: "--slo", message: "is missing", remedy });
}

export interface Candidates {
  readonly scenarios: ScenarioConfig[];
  readonly refused: string[];
  /** Before they were split: what was asked. */
  readonly settings: Settings;
}

/** Scenarios of every combination that is one, and why the others are none: a search goes on without them. */
export async function candidateScenarios(
  invocation: Invocation,
  objectives: readonly Objective[],
): Promise<Candidates> {
  const scenarios: ScenarioConfig[] = [];
  const refused = new Set<string>();
  const settings = await measuringSettings(invocation, objectives);
  for (const combination of combinations(settings)) {
    try {
      scenarios.push(scenarioConfig(combination));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      refused.add(error.message);
    }
  }
  if (scenarios.length === 0) throw new UserError([...refused].map((message) => ({ message })));
  return { scenarios, refused: [...refused], settings };
}

/** Scenarios that measure what the objectives need: their percentiles, and goodput by their limits unless told otherwise. */
export async function scenariosFor(
  invocation: Invocation,
  objectives: readonly Objective[],
): Promise<ScenarioConfig[]> {
  return combinations(await measuringSettings(invocation, objectives)).map(scenarioConfig);
}

async function measuringSettings(
  invocation: Invocation,
  objectives: readonly Objective[],
): Promise<Settings> {
  const given = await settingsOf(invocation);
  if (!isOn(invocation, "quiet")) for (const sentence of unusedNotes(given)) note(sentence);
  const settings = new Map(given);
  const origin = { layer: "derived", detail: "--slo" } as const;
  const percentiles = [...(given.get("percentiles")?.items ?? []), 50, 90, 99, ...percentilesOf(objectives)];
  const distinct = [...new Set(percentiles as number[])].sort((a, b) => a - b);
  settings.set("percentiles", { items: distinct, origin });
  const limits = Object.entries(goodputOf(objectives)).map(([metric, ms]) => `${metric}:${ms}`);
  if (!isExplicit(given.get("goodput")) && limits.length > 0)
    settings.set("goodput", { items: limits, origin });
  return settings;
}

/**
 * Runs an action with worker threads that end with it. With `--output` the runs are kept there, and those that are there are not
 * made again.
 */
export async function withPool<T>(
  invocation: Invocation,
  action: (pool: WorkerPool, onNote: (sentence: string) => void) => Promise<T>,
): Promise<{ readonly found: T; readonly runs: ExperimentScenario[] }> {
  const output = textOf(invocation, "output");
  const kept = output === undefined ? undefined : new ResultStore(output);
  kept?.open();
  const pool = new WorkerPool(flagValue(invocation, "workers") ?? defaultWorkers(), kept);
  const told = new Set<string>();
  const onNote = (sentence: string) => {
    if (isOn(invocation, "quiet") || told.has(sentence)) return;
    told.add(sentence);
    note(sentence);
  };
  try {
    const found = await action(pool, onNote);
    return { found, runs: [...pool.asked].map(([id, scenario]) => askedScenario(id, scenario)) };
  } finally {
    await pool.close();
  }
}

function askedScenario(id: string, { config, whatIf }: SeededScenario): ExperimentScenario {
  return { id, settings: settingsData(config.settings), ...(whatIf === undefined ? {} : { whatIf }) };
}
