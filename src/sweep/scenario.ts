import type { ScenarioConfig } from "../config/scenario-config.ts";
import { flagValues, settingsData } from "../config/settings.ts";
import type { StepObserver } from "../engine/replica.ts";
import { simulate } from "../engine/simulation.ts";
import { UserError } from "../errors.ts";
import { detectSaturation } from "../metrics/saturation.ts";
import { summarize } from "../metrics/summary.ts";
import type { RunReport } from "../report/run-report.ts";
import type { PreparedServer } from "./prepare.ts";
import type { Workloads } from "./workloads.ts";

export interface RunOptions {
  readonly onProgress?: (done: number, total: number) => void;
  /** Called for every step; a run without it is faster. */
  readonly onStep?: StepObserver;
  /** Keeps where each request's time went. */
  readonly waterfalls?: boolean;
  /** The literal loop, request by request. */
  readonly stepByStep?: boolean;
  readonly checkInvariants?: boolean;
}

/** A run with everything its reports need, and the clock time of it. */
export type TimedReport = RunReport & { readonly clock: NonNullable<RunReport["clock"]> };

/** Simulates one scenario and measures it. `wallSeconds` counts the preparation of the server and of the workload too. */
export async function runScenario(
  scenario: ScenarioConfig,
  { config, latencyModel, seconds }: PreparedServer,
  workloads: Pick<Workloads, "get">,
  options: RunOptions = {},
): Promise<TimedReport> {
  const date = new Date();
  const begin = performance.now();
  const workload = await workloads.get(scenario.workload);
  const { requests } = workload;
  checkWarmup(scenario.warmup, requests.count);
  const loaded = performance.now();
  const { replicas, routing } = scenario;
  // Measured runs bring their own.
  const maxConcurrency = scenario.maxConcurrency ?? workload.maxConcurrency;
  const result = simulate({
    requests,
    config,
    latencyModel,
    replicas,
    routing,
    ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
    ...options,
  });
  const simulated = performance.now();
  const { slo, percentiles, warmup } = scenario;
  const summary = summarize({ result, requests, slo, percentiles, warmup });
  const saturation = detectSaturation(result);
  const values = flagValues(scenario.settings);
  const strategy = values["ramp-up-strategy"];
  return {
    requests,
    result,
    summary,
    saturation,
    modelId: scenario.server.model.name,
    requestRate: workload.requestRate,
    burstiness: workload.burstiness,
    ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
    ...(strategy === undefined
      ? {}
      : {
          rampUp: {
            strategy,
            startRps: values["ramp-up-start-rps"]!,
            endRps: values["ramp-up-end-rps"]!,
          },
        }),
    kvBlocks: config.kvBlocks,
    dropped: workload.dropped,
    config: settingsData(scenario.settings),
    clock: {
      date,
      wallSeconds: seconds + (performance.now() - begin) / 1000,
      engineSeconds: (simulated - loaded) / 1000,
    },
  };
}

function checkWarmup(warmup: number, requests: number): void {
  if (warmup < requests) return;
  throw new UserError({
    field: "--warmup",
    message: `must be below the ${requests} requests there are`,
    got: warmup,
  });
}
