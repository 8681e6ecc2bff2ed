import type { FlagName } from "../../config/flags.ts";
import type { ScenarioConfig } from "../../config/scenario-config.ts";
import type { Item } from "../../config/values.ts";
import { UserError } from "../../errors.ts";
import type { Chats } from "./evaluation.ts";

/** What is turned up to load a server: the rate of arrivals, or, of a trace with its own times, a factor on its rate. */
export type LoadKind = "request-rate" | "rate-scale";

/** @throws UserError for a workload whose load is no rate */
export function loadKind({ workload, maxConcurrency, settings }: ScenarioConfig): LoadKind {
  const refuse = (field: string, why: string) => {
    throw new UserError({ field, message: `leaves no rate to search: ${why}`, remedy: "Leave it out" });
  };
  if (maxConcurrency !== undefined) refuse("--max-concurrency", "a closed loop sets its own");
  if (settings.has("prefill-tokens")) refuse("--prefill-tokens", "it is a single prompt");
  if (workload.kind === "trace") {
    return workload.options.arrivals === undefined ? "rate-scale" : "request-rate";
  }
  const { rampUp, stages } = workload.spec.arrivals;
  if (rampUp !== undefined) refuse("--ramp-up-strategy", "it sets several");
  if (stages !== undefined) refuse("--stages", "they set several");
  return "request-rate";
}

/** Whether the load counts requests a second: not that of a trace, nor the sessions a second of chats. */
export function isRequestRate({ workload }: ScenarioConfig, kind: LoadKind): boolean {
  if (workload.kind === "generated" && workload.spec.prompts.kind === "sessions") return false;
  return kind === "request-rate";
}

/** What a load counts. */
export function loadUnit(config: ScenarioConfig, kind: LoadKind): "req/s" | "sessions/s" | "x trace rate" {
  if (kind === "rate-scale") return "x trace rate";
  return isRequestRate(config, kind) ? "req/s" : "sessions/s";
}

/** The chats of a workload of sessions; undefined for others, and where sessions differ in length. */
export function chatsOf({ workload }: ScenarioConfig, load: number): Chats | undefined {
  if (workload.kind !== "generated" || workload.spec.prompts.kind !== "sessions") return undefined;
  const { turns, thinkTime } = workload.spec.prompts;
  if (turns.kind !== "constant") return undefined;
  return { turns: turns.value, thinkMs: thinkTime.meanS * 1000, startsPerSecond: load };
}

/** The load that the settings ask for. */
export function askedLoad({ workload }: ScenarioConfig, kind: LoadKind): number {
  if (workload.kind === "generated") return workload.spec.arrivals.requestRate;
  const { rateScale = 1, arrivals } = workload.options;
  return kind === "rate-scale" ? rateScale : arrivals!.requestRate;
}

/** The same scenario at another load. */
export function atLoad(config: ScenarioConfig, kind: LoadKind, load: number): ScenarioConfig {
  const { workload } = config;
  const changed = set(config, kind, load);
  if (workload.kind === "generated") {
    const arrivals = { ...workload.spec.arrivals, requestRate: load };
    return { ...changed, workload: { ...workload, spec: { ...workload.spec, arrivals } } };
  }
  const { options } = workload;
  const loaded =
    kind === "rate-scale"
      ? { ...options, rateScale: load }
      : { ...options, arrivals: { ...options.arrivals!, requestRate: load } };
  return { ...changed, workload: { ...workload, options: loaded } };
}

/** Requests of a generated workload; undefined for a trace, which has as many as it has. */
export function requestCount({ workload }: ScenarioConfig): number | undefined {
  return workload.kind === "generated" ? workload.spec.numRequests : undefined;
}

export function withRequests(config: ScenarioConfig, count: number): ScenarioConfig {
  const { workload } = config;
  if (workload.kind !== "generated") return config;
  const spec = { ...workload.spec, numRequests: count };
  return { ...set(config, "num-prompts", count), workload: { ...workload, spec } };
}

export function withReplicas(config: ScenarioConfig, replicas: number): ScenarioConfig {
  return { ...set(config, "replicas", replicas), replicas };
}

function set(config: ScenarioConfig, name: FlagName, item: Item): ScenarioConfig {
  const settings = new Map(config.settings);
  settings.set(name, { items: [item], origin: { layer: "derived", detail: "the search" } });
  return { ...config, settings };
}
