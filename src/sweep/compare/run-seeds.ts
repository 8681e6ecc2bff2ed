import type { ScenarioConfig } from "../../config/scenario-config.ts";
import { flagValues } from "../../config/settings.ts";
import { UserError } from "../../errors.ts";
import type { WorkerPool } from "../pool.ts";
import type { ScenarioRecord } from "../record.ts";
import type { Task } from "../run-task.ts";
import type { SeededScenario } from "../seeded-scenario.ts";

/** Whether a seed changes anything: a trace with its own arrival times is the same every time. */
export function isRandom({ workload, settings }: ScenarioConfig): boolean {
  if (workload.kind === "trace") return workload.options.arrivals !== undefined;
  return !settings.has("prefill-tokens");
}

/** The seeds of a scenario: its own and those after it; one where they change nothing. */
function seedsOf(config: ScenarioConfig, count: number): number[] {
  const first = flagValues(config.settings).seed ?? 0;
  return Array.from({ length: isRandom(config) ? count : 1 }, (_, i) => first + i);
}

function withSeed(config: ScenarioConfig, seed: number): ScenarioConfig {
  const { workload } = config;
  const settings = new Map(config.settings);
  const own = settings.get("seed");
  if (own !== undefined) settings.set("seed", { ...own, items: [seed] });
  return {
    ...config,
    settings,
    workload:
      workload.kind === "trace"
        ? { ...workload, options: { ...workload.options, seed } }
        : { ...workload, seed },
  };
}

/**
 * Runs scenarios with as many seeds each; the k-th run of each sees the same random numbers. Records by scenario, then by k.
 * @throws UserError with the reason when one cannot be run
 */
export async function runSeeds(
  pool: WorkerPool,
  scenarios: readonly SeededScenario[],
  seeds: number,
  onNote: (sentence: string) => void = () => {},
): Promise<ScenarioRecord[][]> {
  const { identities } = pool;
  const tasks: Task[] = [];
  const kept: ScenarioRecord[] = [];
  const placeOf = new Map<string, [number, number][]>();
  for (const [at, { name, config, whatIf }] of scenarios.entries()) {
    for (const [k, seed] of seedsOf(config, seeds).entries()) {
      const seeded = withSeed(config, seed);
      const id = identities.of(seeded, whatIf);
      const places = placeOf.get(id) ?? [];
      placeOf.set(id, places);
      places.push([at, k]);
      if (places.length > 1) continue;
      const changed = whatIf === undefined ? {} : { whatIf };
      pool.asked.set(id, { name, config: seeded, ...changed });
      const known = pool.kept?.readIfThere(id);
      if (known !== undefined) {
        kept.push(known);
        continue;
      }
      const serverId = identities.serverOf(config.server);
      tasks.push({ id, serverId, config: seeded, ...changed });
    }
  }
  const records: ScenarioRecord[][] = scenarios.map(() => []);
  const place = (record: ScenarioRecord) => {
    for (const [at, k] of placeOf.get(record.id)!) records[at]![k] = record;
  };
  kept.forEach(place);
  const problems: string[] = [];
  await pool.run({
    tasks,
    count: tasks.length,
    ...(pool.kept === undefined ? {} : { store: pool.kept.folder }),
    onOutcome: (outcome) => {
      if ("record" in outcome) place(outcome.record);
      else {
        for (const [at] of placeOf.get(outcome.id)!) {
          const { name } = scenarios[at]!;
          problems.push(`${name === "" ? "" : `${name}: `}${outcome.problem}`);
        }
      }
      if ("record" in outcome) for (const sentence of outcome.notes) onNote(sentence);
    },
  });
  if (problems.length > 0) throw new UserError([...new Set(problems)].map((message) => ({ message })));
  return records;
}
