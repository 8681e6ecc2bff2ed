import type { ServerConfig } from "../config/resolve-server.ts";
import { UserError } from "../errors.ts";
import { readTruth } from "../metrics/truth/read.ts";
import type { Gpu } from "../roofline/hardware.ts";
import { createLatencyModel } from "../roofline/registry.ts";
import { prepareServer } from "../sweep/prepare.ts";
import { latencyModelOptions } from "../sweep/prepare-with.ts";
import { hasColumns, readCsvFile, readTextFile } from "../validate/csv-file.ts";
import { KERNEL_OPS } from "../validate/kernels/validate-kernels.ts";
import { readStepFile } from "../validate/steps/step-file.ts";
import { isStepLog } from "../validate/steps/step-log.ts";
import { STEP_COLUMNS } from "../validate/steps/step-table.ts";
import { paddingOf, type ServerOf } from "../validate/steps/validate-steps.ts";
import { kernelTimes } from "./kernel-times.ts";
import type { MeasurementSet } from "./measurement.ts";
import { requestLatencies } from "./request-latencies.ts";
import { stepTimes } from "./step-times.ts";

export type What = "kernels" | "steps" | "requests";

/** What a file holds: timings of kernels, engine steps, or latencies of requests. */
export function whatIs(file: string): What {
  const text = readTextFile(file);
  if (isStepLog(text)) return "steps";
  if (/^\s*[[{]/.test(text)) return "requests";
  const table = readCsvFile(file);
  if (hasColumns(table, STEP_COLUMNS)) return "steps";
  return KERNEL_OPS.some(({ columns }) => hasColumns(table, columns)) ? "kernels" : "requests";
}

/** Reads a file of any of these kinds for the server that it was measured on. */
export async function readSet(
  file: string,
  what: What,
  server: ServerConfig,
  serverOf: ServerOf,
  kvLen: number | undefined,
): Promise<MeasurementSet[]> {
  const modelOn = (config: ServerConfig) => (gpu: Gpu) =>
    createLatencyModel(config.latencyModel, { ...latencyModelOptions(config), gpu });
  if (what === "kernels") {
    if (server.latencyModel === "mfu") return [kernelTimes(readCsvFile(file), server.gpu)];
    throw new UserError({
      where: { file },
      message: "holds kernel times, and the calibrated roofline prices no single kernel",
      remedy: "Use --latency-model mfu, or give step times or request latencies",
    });
  }
  if (what === "steps") {
    const { samples, notes, skipped } = readStepFile(file, kvLen);
    const known = samples.filter((sample) => sample !== undefined);
    const left =
      skipped.length === 0 ? [] : [`${file}: left out ${skipped.length} steps (${skipped[0]!.reason}, ...)`];
    const servers = new Map<
      ServerConfig,
      { modelFor: (gpu: Gpu) => ReturnType<ReturnType<typeof modelOn>>; pad: ReturnType<typeof paddingOf> }
    >();
    const sampled = (model?: string, gpu?: string, tp?: number) => {
      const config = serverOf(model, gpu, tp);
      const found = servers.get(config) ?? { modelFor: modelOn(config), pad: paddingOf(config) };
      servers.set(config, found);
      return found;
    };
    return [stepTimes(file, known, ({ model, tp }) => sampled(model, undefined, tp), [...notes, ...left])];
  }
  const { config } = prepareServer(server);
  return (await readTruth(file)).map((truth) =>
    requestLatencies(truth, {
      config,
      modelFor: modelOn(server),
      ...(truth.maxConcurrency === undefined ? {} : { maxConcurrency: truth.maxConcurrency }),
    }),
  );
}
