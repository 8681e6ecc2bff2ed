import type { RoutingPolicy } from "../engine/router.ts";
import type { Slo } from "../metrics/goodput.ts";
import type { Combination } from "./axes.ts";
import { objectives } from "./objectives.ts";
import type { ResolvedServer, ServerConfig } from "./resolve-server.ts";
import { flagValues, type Settings } from "./settings.ts";
import { usedSettings } from "./used-settings.ts";
import { type WorkloadRequest, workloadRequest } from "./workload-request.ts";

/** One run, ready: a server, a workload, and what to measure. */
export interface ScenarioConfig {
  /** What tells it from the other runs of a comparison; empty for a single one. */
  readonly labels: Readonly<Record<string, string>>;
  /** Every value with its origin. */
  readonly settings: Settings;
  readonly server: ServerConfig;
  /** Servers like `server` behind one router. */
  readonly replicas: number;
  readonly routing: RoutingPolicy;
  readonly workload: WorkloadRequest;
  readonly slo: Slo;
  readonly percentiles: readonly number[];
  /** First requests that stay out of the latencies. */
  readonly warmup: number;
  readonly maxConcurrency?: number;
}

/** A run of one combination of settings; `serverOf` resolves its server, which thousands of scenarios may share. */
export function scenarioConfigWith(
  { settings: given, labels }: Combination,
  serverOf: (given: Settings) => ResolvedServer,
): ScenarioConfig {
  const workload = workloadRequest(given);
  const { server, settings: resolved } = serverOf(given);
  const settings = usedSettings(resolved);
  const values = flagValues(settings);
  const maxConcurrency = values["max-concurrency"];
  return {
    labels,
    settings,
    server,
    replicas: values.replicas ?? 1,
    routing: values.routing ?? "round-robin",
    workload,
    slo: objectives(values.goodput ?? []),
    percentiles: values.percentiles ?? [],
    warmup: values.warmup ?? 0,
    ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
  };
}
