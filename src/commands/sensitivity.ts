import { settingsData } from "../config/settings.ts";
import { EXIT, type ExitCode, UserError } from "../errors.ts";
import { objectivesOf } from "../sweep/capacity/slo.ts";
import { analyseSensitivity } from "../sweep/sensitivity/analyse.ts";
import { KNOBS } from "../sweep/sensitivity/knobs.ts";
import { sensitivityCsv, sensitivityJson, tornadoText } from "../sweep/sensitivity/tornado.ts";
import { type Invocation, isOn } from "./command.ts";
import { ExperimentOutput } from "./experiment-output.ts";
import { flagValue } from "./flag-value.ts";
import { scenariosFor, withPool } from "./plan-scenarios.ts";
import { formatOf, note, print, printJson } from "./print.ts";

const SEEDS = 5;

/** What a scenario's tail latencies and goodput depend on. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const output = new ExperimentOutput(invocation);
  const objectives = objectivesOf(flagValue(invocation, "slo") ?? []);
  const [config, ...more] = await scenariosFor(invocation, objectives);
  if (more.length > 0) {
    throw new UserError({
      field: "sensitivity",
      message: `varies one scenario, and these settings describe ${more.length + 1}`,
      remedy: "Give one value to each setting",
    });
  }
  const knobs = flagValue(invocation, "knobs") ?? KNOBS;
  const seeds = flagValue(invocation, "seeds") ?? SEEDS;
  output.ask({
    command: "sensitivity",
    options: { slo: objectives.map(({ text }) => text), seeds, knobs },
    settings: settingsData(config!.settings),
  });
  const { found, runs } = await withPool(invocation, (pool, onNote) =>
    analyseSensitivity(config!, knobs, seeds, pool, onNote),
  );
  const format = formatOf(invocation);
  if (format === "json") printJson(sensitivityJson(found));
  else if (format === "csv") print(sensitivityCsv(found));
  else print(tornadoText(found));
  if (!isOn(invocation, "quiet") && !found.figures.some(({ key }) => key === "request_goodput")) {
    note("no objectives, so no goodput: give --slo or --goodput");
  }
  await output.answer(() => ({
    csv: sensitivityCsv(found),
    json: sensitivityJson(found),
    scenarios: runs,
  }));
  return EXIT.ok;
}
