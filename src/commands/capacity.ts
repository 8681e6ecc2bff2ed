import type { FlagName } from "../config/flags.ts";
import { isExplicit, settingsData } from "../config/settings.ts";
import { EXIT, type ExitCode, UserError } from "../errors.ts";
import { capacityCsv, capacityJson, goodputCsv } from "../sweep/capacity/capacity-files.ts";
import { capacityText } from "../sweep/capacity/capacity-table.ts";
import { findCapacity } from "../sweep/capacity/find-capacity.ts";
import { type Invocation, isOn } from "./command.ts";
import { ExperimentOutput } from "./experiment-output.ts";
import { flagValue } from "./flag-value.ts";
import { candidateScenarios, objectivesOfFlags, withPool } from "./plan-scenarios.ts";
import { formatOf, note, print, printJson } from "./print.ts";
import { widthOf } from "./terminal.ts";

const SEEDS = 3;
/** What the search sets itself. */
const SEARCHED: readonly FlagName[] = ["request-rate", "rate-scale"];

/** The highest rate that each configuration sustains under its objectives. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const output = new ExperimentOutput(invocation);
  const tell = isOn(invocation, "quiet") ? () => {} : note;
  const objectives = objectivesOfFlags(invocation);
  const { scenarios, refused, settings } = await candidateScenarios(invocation, objectives);
  for (const name of SEARCHED) {
    if (isExplicit(scenarios[0]!.settings.get(name))) tell(`--${name} is not used: it is what is searched`);
  }
  const seeds = flagValue(invocation, "seeds") ?? SEEDS;
  const slo = objectives.map(({ text }) => text);
  output.ask({ command: "capacity", options: { slo, seeds }, settings: settingsData(settings) });
  const { found, runs } = await withPool(invocation, (pool, onNote) =>
    Promise.all(
      scenarios.map((config) => findCapacity(config, { pool, objectives, seeds, onNote }).catch(reasonOf)),
    ),
  );
  const capacities = found.filter((one) => "limit" in one);
  const reasons = [...refused, ...found.flatMap((one) => ("limit" in one ? [] : [one.reason]))];
  if (capacities.length === 0) throw new UserError([...new Set(reasons)].map((message) => ({ message })));
  const format = formatOf(invocation);
  if (format === "json") printJson(capacityJson(capacities, objectives));
  else if (format === "csv") print(capacityCsv(capacities, objectives));
  else print(capacityText(capacities, objectives, widthOf()));
  for (const reason of reasons) note(`left out: ${reason}`);
  await output.answer(() => ({
    csv: capacityCsv(capacities, objectives),
    json: capacityJson(capacities, objectives),
    more: { "goodput.csv": goodputCsv(capacities, objectives) },
    scenarios: runs,
  }));
  if (reasons.length > 0) return EXIT.incomplete;
  return capacities.some(({ sustained }) => sustained !== undefined) ? EXIT.ok : EXIT.threshold;
}

/** A configuration that cannot be does not keep the others from being searched. */
function reasonOf(error: unknown): { readonly reason: string } {
  if (!(error instanceof UserError)) throw error;
  return { reason: error.message };
}
