import type { ScenarioConfig } from "../config/scenario-config.ts";
import { simulate } from "../engine/simulation.ts";
import { summarize } from "../metrics/summary.ts";
import type { ErrorBars } from "../report/error-bars.ts";
import type { RunReport } from "../report/run-report.ts";
import { busyTimeError, partErrors, scaledModel } from "../roofline/uncertainty.ts";
import type { PreparedServer } from "./prepare.ts";

/**
 * Error bars of a run's figures: two further runs, with every step faster and slower by the one-sigma error of the step
 * times. They cost two simulations.
 */
export function errorBars(
  { server, slo, percentiles, warmup, replicas, routing }: ScenarioConfig,
  { config, latencyModel }: PreparedServer,
  { result, requests, maxConcurrency }: Pick<RunReport, "result" | "requests" | "maxConcurrency">,
): ErrorBars {
  const { gpu, model } = server;
  if (server.latencyModel !== "mfu" || gpu.device === undefined) {
    return {
      known: false,
      reason: `no error of the ${server.latencyModel} latency model's step times is known`,
    };
  }
  const errors = partErrors(gpu.name, gpu.device, model);
  const relative = busyTimeError(result, errors);
  // A step cannot take less than no time: an error of 100 % or more has no lower bar.
  if (!(relative > 0 && relative < 1)) {
    return { known: false, reason: `the kernel models of ${gpu.name} were not checked against measurements` };
  }
  const run = (factor: number) => {
    const scaled = simulate({
      ...{ requests, config, latencyModel: scaledModel(latencyModel, factor), replicas, routing },
      ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
    });
    return summarize({ result: scaled, requests, slo, percentiles, warmup });
  };
  const [fast, slow] = [run(1 - relative), run(1 + relative)];
  return { known: true, relative, lowerLimit: errors.lowerLimit, fast, slow };
}
