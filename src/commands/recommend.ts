import type { FlagName } from "../config/flags.ts";
import { FLAGS } from "../config/flags.ts";
import { listGpus } from "../config/hardware.ts";
import type { ScenarioConfig } from "../config/scenario-config.ts";
import { flagValues, isExplicit, settingsData } from "../config/settings.ts";
import { workloadKind } from "../config/workload-request.ts";
import { EXIT, type ExitCode, UserError } from "../errors.ts";
import { askedLoad, loadKind } from "../sweep/capacity/load.ts";
import { considerCandidate } from "../sweep/recommend/candidate.ts";
import { loadPrices } from "../sweep/recommend/prices.ts";
import { recommendCsv, recommendJson } from "../sweep/recommend/recommend-files.ts";
import { recommendText } from "../sweep/recommend/recommend-table.ts";
import { recommendation } from "../sweep/recommend/recommendation.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { ExperimentOutput } from "./experiment-output.ts";
import { flagValue } from "./flag-value.ts";
import { candidateScenarios, objectivesOfFlags, withPool } from "./plan-scenarios.ts";
import { formatOf, note, print, printJson } from "./print.ts";
import { settingsOf } from "./settings-of.ts";
import { widthOf } from "./terminal.ts";

const SEEDS = 3;
const WIDTH = 180;
const TPS = "1,2,4,8";

/** The cheapest servers that meet objectives under a load, or at the highest load they bear. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const output = new ExperimentOutput(invocation);
  const objectives = objectivesOfFlags(invocation);
  const prices = loadPrices(textOf(invocation, "provider"), textOf(invocation, "prices"));
  const settings = await settingsOf({
    ...invocation,
    flags: new Map([...invocation.flags, ["quiet", true]]),
  });
  const hardware = flagValues(settings)["hardware-config"];
  // What the user leaves open is searched.
  const open: [FlagName, string][] = [
    ["tp", TPS],
    [
      "gpu",
      listGpus(hardware)
        .filter((gpu) => prices.perGpuHour[gpu] !== undefined)
        .join(","),
    ],
  ];
  const unpriced = listGpus(hardware).filter((gpu) => prices.perGpuHour[gpu] === undefined);
  const searched = open.filter(([name, values]) => !isExplicit(settings.get(name)) && values !== "");
  const flags = new Map([...searched, ...invocation.flags]);
  const asked = await candidateScenarios({ ...invocation, flags }, objectives);
  const { scenarios, refused } = asked;
  checkLoad(scenarios);
  const fixedLoad = workloadKind(settings) === "trace" || isExplicit(settings.get("request-rate"));
  const seeds = flagValue(invocation, "seeds") ?? SEEDS;
  const maxReplicas = flagValue(invocation, "max-replicas") ?? FLAGS["max-replicas"].default;
  output.ask({
    command: "recommend",
    options: {
      ...{ slo: objectives.map(({ text }) => text), seeds, "max-replicas": maxReplicas },
      ...{ prices: textOf(invocation, "prices"), provider: prices.provider },
    },
    settings: settingsData(asked.settings),
  });
  const { found, runs } = await withPool(invocation, (pool, onNote) =>
    Promise.all(
      scenarios.map((config) =>
        considerCandidate(config, {
          ...{ pool, objectives, prices, fixedLoad, onNote, seeds, maxReplicas },
        }),
      ),
    ),
  );
  if (!isOn(invocation, "quiet")) {
    for (const sentence of refused) note(`left out: ${sentence}`);
    if (!isExplicit(settings.get("gpu")) && unpriced.length > 0) {
      note(`left out, since ${prices.provider} has no price for it: ${unpriced.join(", ")}`);
    }
    if (!fixedLoad) note("no rate is given: each candidate is one server, loaded as much as it bears");
  }
  const result = recommendation(found, objectives);
  const format = formatOf(invocation);
  if (format === "json") printJson(recommendJson(result, objectives, prices));
  else if (format === "csv") print(recommendCsv(result, objectives, prices));
  else print(recommendText(result, objectives, prices, widthOf(process.stdout, WIDTH)));
  await output.answer(() => ({
    csv: recommendCsv(result, objectives, prices),
    json: recommendJson(result, objectives, prices),
    scenarios: runs,
  }));
  return result.winner === undefined ? EXIT.threshold : EXIT.ok;
}

/** Costs are those of one load, as one latency model sees it. */
const NOT_COMPARED: readonly FlagName[] = ["request-rate", "latency-model"];

/** @throws UserError when the fleets would not be comparable */
function checkLoad(scenarios: readonly ScenarioConfig[]): void {
  const [first] = scenarios;
  const several = NOT_COMPARED.find((name) => first!.labels[name] !== undefined);
  if (several !== undefined) {
    const got = [...new Set(scenarios.map(({ labels }) => labels[several]))].join(",");
    throw new UserError({
      field: `--${several}`,
      message: "takes one value: fleets are compared under it",
      got,
    });
  }
  const kind = loadKind(first!);
  if (
    askedLoad(first!, kind) !== Number.POSITIVE_INFINITY ||
    !isExplicit(first!.settings.get("request-rate"))
  )
    return;
  throw new UserError({
    field: "--request-rate",
    message: "must be finite: all requests at once are no load to plan for",
    got: "inf",
  });
}
