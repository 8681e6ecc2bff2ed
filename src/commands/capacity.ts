import { EXIT, type ExitCode } from "../errors.ts";
import { writeOutputFolder } from "../report/output-folder.ts";
import { capacityCsv, capacityJson, capacityText, goodputCsv } from "../sweep/capacity/capacity-table.ts";
import { findCapacity } from "../sweep/capacity/find-capacity.ts";
import { checkOutputFolder } from "../sweep/check-output.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { flagValue } from "./flag-value.ts";
import { plannedScenarios, withPool } from "./plan-scenarios.ts";
import { formatOf, note, print, printJson } from "./print.ts";

const SEEDS = 3;
const WIDTH = 160;

/** The highest rate that each configuration sustains under its objectives. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const output = textOf(invocation, "output");
  if (output !== undefined) checkOutputFolder(output);
  const { objectives, scenarios } = await plannedScenarios(invocation);
  const seeds = flagValue(invocation, "seeds") ?? SEEDS;
  const capacities = await withPool(invocation, (pool, onNote) =>
    Promise.all(scenarios.map((config) => findCapacity(config, { pool, objectives, seeds, onNote }))),
  );
  const format = formatOf(invocation);
  if (format === "json") printJson(capacityJson(capacities, objectives));
  else if (format === "csv") print(capacityCsv(capacities, objectives));
  else print(capacityText(capacities, objectives, process.stdout.columns ?? WIDTH));
  if (output !== undefined) {
    writeOutputFolder(output, {
      "capacity.csv": capacityCsv(capacities, objectives),
      "goodput.csv": goodputCsv(capacities, objectives),
      "capacity.json": `${JSON.stringify(capacityJson(capacities, objectives), null, 2)}\n`,
    });
    if (!isOn(invocation, "quiet")) note(`capacity.csv, goodput.csv and capacity.json are in ${output}`);
  }
  return EXIT.ok;
}
