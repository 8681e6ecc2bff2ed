import { EXIT, type ExitCode, UserError } from "../errors.ts";
import { writeOutputFolder } from "../report/output-folder.ts";
import { objectivesOf } from "../sweep/capacity/slo.ts";
import { checkOutputFolder } from "../sweep/check-output.ts";
import { analyseSensitivity } from "../sweep/sensitivity/analyse.ts";
import { KNOBS } from "../sweep/sensitivity/knobs.ts";
import { sensitivityCsv, sensitivityJson, tornadoText } from "../sweep/sensitivity/tornado.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { flagValue } from "./flag-value.ts";
import { scenariosFor, withPool } from "./plan-scenarios.ts";
import { formatOf, note, print, printJson } from "./print.ts";

const SEEDS = 5;

/** What a scenario's tail latencies and goodput depend on. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const output = textOf(invocation, "output");
  if (output !== undefined) checkOutputFolder(output);
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
  const found = await withPool(invocation, (pool, onNote) =>
    analyseSensitivity(config!, knobs, seeds, pool, onNote),
  );
  const format = formatOf(invocation);
  if (format === "json") printJson(sensitivityJson(found));
  else if (format === "csv") print(sensitivityCsv(found));
  else print(tornadoText(found));
  if (!isOn(invocation, "quiet") && !found.figures.some(({ key }) => key === "request_goodput")) {
    note("no objectives, so no goodput: give --slo or --goodput");
  }
  if (output !== undefined) {
    writeOutputFolder(output, {
      "sensitivity.csv": sensitivityCsv(found),
      "sensitivity.json": `${JSON.stringify(sensitivityJson(found), null, 2)}\n`,
    });
    if (!isOn(invocation, "quiet")) note(`sensitivity.csv and sensitivity.json are in ${output}`);
  }
  return EXIT.ok;
}
