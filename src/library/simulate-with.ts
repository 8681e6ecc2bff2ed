import { type FlagName, flagSpec } from "../config/flags.ts";
import { resolveServerFrom, type ServerConfig, type ServerSources } from "../config/resolve-server.ts";
import { type ScenarioConfig, scenarioConfigWith } from "../config/scenario-from.ts";
import { isExplicit, type Settings, settingsData } from "../config/settings.ts";
import type { WorkloadRequest } from "../config/workload-request.ts";
import { type Problem, UserError } from "../errors.ts";
import { errorBars } from "../sweep/error-bars.ts";
import { type LatencyModelOf, prepareServerWith } from "../sweep/prepare-with.ts";
import { runScenario } from "../sweep/scenario.ts";
import type { Workload } from "../workload/workload.ts";
import { requestLatencies } from "./latencies.ts";
import { optionName } from "./option-name.ts";
import { optionSettings } from "./option-settings.ts";
import type { ServerOptions, SimulateOptions } from "./options.ts";
import { givenWorkload } from "./request-rows.ts";
import type { Run } from "./run.ts";

/** Where a program finds what options only name: files in Node, what it was given in a browser. */
export interface Environment {
  readonly servers: ServerSources;
  readonly latencyModel: LatencyModelOf;
  workload(request: WorkloadRequest): Promise<Workload>;
}

const OTHERS = ["requests", "waterfalls", "onProgress"];

/** @throws UserError when the options make no run, in one sentence for each that is wrong */
export async function simulateWith(environment: Environment, options: SimulateOptions): Promise<Run> {
  const { requests, waterfalls = false, onProgress } = options;
  const settings = optionSettings(options, OTHERS);
  if (requests !== undefined) refuseWorkloadOptions(settings);
  const sources = sourcesOf(environment.servers, options);
  const scenario = scenarioConfigWith({ settings, labels: {} }, (given) => resolveServerFrom(sources, given));
  const workload = requests === undefined ? environment.workload(scenario.workload) : givenWorkload(requests);
  const server = prepareServerWith(environment.latencyModel, scenario.server);
  const made = await workload;
  const report = await runScenario(
    scenario,
    server,
    { get: async () => made },
    { waterfalls, ...(onProgress && { onProgress }) },
  );
  return {
    ...report,
    ...(requests === undefined ? {} : { config: serverData(scenario) }),
    latencies: requestLatencies(report.result),
    errorBars: () => errorBars(scenario, server, report),
    notes: [
      ...server.notes,
      ...(made.notes ?? []),
      ...made.dropped.map(({ reason, count }) => `left out: ${count} (${reason})`),
    ],
  };
}

/** The server that options describe. */
export function serverOf(
  environment: Environment,
  options: ServerOptions,
  others: readonly string[] = [],
): ServerConfig {
  const settings = optionSettings(options, others);
  return resolveServerFrom(sourcesOf(environment.servers, options), settings).server;
}

/** A model or a GPU that was given whole needs no looking up. */
function sourcesOf(servers: ServerSources, { model, gpu, hardwareConfig }: ServerOptions): ServerSources {
  if (typeof gpu === "object" && hardwareConfig !== undefined) {
    throw new UserError({ field: "hardwareConfig", message: "has no effect where gpu is given whole" });
  }
  return {
    ...servers,
    model: (name) => (typeof model === "object" ? model : servers.model(name)),
    gpu: (name, file) => (typeof gpu === "object" ? { ...gpu, warnings: [] } : servers.gpu(name, file)),
  };
}

/** Whether a setting is about where requests come from. */
function isOfWorkload(name: FlagName): boolean {
  return flagSpec(name).workloads !== undefined || name === "workload" || name === "seed";
}

function refuseWorkloadOptions(settings: Settings): void {
  const problems = [...settings]
    .filter(([name, setting]) => isOfWorkload(name) && isExplicit(setting))
    .map(
      ([name]): Problem => ({ field: optionName(name), message: "has no effect where requests are given" }),
    );
  if (problems.length > 0) throw new UserError(problems);
}

function serverData({ settings }: ScenarioConfig): unknown {
  return settingsData(new Map([...settings].filter(([name]) => !isOfWorkload(name))));
}
