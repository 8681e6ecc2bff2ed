import type { ServerConfig } from "../config/resolve-server.ts";
import type { WorkloadRequest } from "../config/workload-request.ts";
import type { LatencyModel } from "../engine/latency-model.ts";
import { UserError } from "../errors.ts";
import type { SimulateOptions } from "../library/options.ts";
import type { Run } from "../library/run.ts";
import { simulateWith } from "../library/simulate-with.ts";
import { calibratedModel } from "../roofline/calibrated.ts";
import type { Gpu } from "../roofline/hardware.ts";
import { assembleMfuModel } from "../roofline/mfu-assemble.ts";
import type { ModelShape } from "../roofline/model-shape.ts";
import { checkDuration } from "../sweep/check-duration.ts";
import { latencyModelOptions } from "../sweep/prepare-with.ts";
import { generateWorkload } from "../workload/generate.ts";
import type { Workload } from "../workload/workload.ts";
import type { TableTexts } from "./table-texts.ts";
import { tablesOf } from "./tables.ts";

/**
 * A run without files: the model and the GPU are given whole. Of the latency models `calibrated` and `mfu`; InferSim's
 * needs its folder of tables.
 */
export interface BrowserOptions
  extends Omit<SimulateOptions, "model" | "gpu" | "hardwareConfig" | "benchDataPath" | "trace"> {
  /** From `modelFromConfig`. */
  readonly model: ModelShape;
  /** From `gpuFromEntry`. */
  readonly gpu: Gpu;
  /**
   * The GPU's kernel tables, for `mfu`: text by path within its folder. Absent: every kernel is priced by the analytic
   * model, and the run's provenance says so.
   */
  readonly tables?: TableTexts;
}

/**
 * Simulates a server and its requests where there are no files, by the rules and defaults of `simulate` in Node.
 * @throws UserError when the options make no run: one sentence for each that is wrong
 */
export async function simulate({ tables, ...options }: BrowserOptions): Promise<Run> {
  refuseFiles(options);
  const environment = {
    servers: {
      model: () => options.model,
      gpu: () => ({ ...options.gpu, warnings: [] }),
      tables: () => undefined,
    },
    latencyModel: (server: ServerConfig, onNote: (sentence: string) => void) =>
      latencyModel(server, tables, onNote),
    workload,
  };
  return simulateWith(environment, options);
}

/** Paths mean nothing here; types keep most of them out. */
function refuseFiles(options: SimulateOptions): void {
  for (const field of ["benchDataPath", "hardwareConfig"] as const) {
    if (options[field] === undefined) continue;
    throw new UserError({ field, message: "is a path, and there are no files here", got: options[field] });
  }
}

function latencyModel(
  server: ServerConfig,
  tables: TableTexts | undefined,
  onNote: (sentence: string) => void,
): LatencyModel {
  const options = latencyModelOptions(server);
  switch (server.latencyModel) {
    case "calibrated":
      return calibratedModel(options);
    case "mfu": {
      const { model, notes } = assembleMfuModel(options, (shape, device) => tablesOf(tables, shape, device));
      for (const note of notes) onNote(note);
      return model;
    }
    case "infersim":
      throw new UserError({ field: "latencyModel", message: "infersim reads its tables from files" });
  }
}

async function workload(request: WorkloadRequest): Promise<Workload> {
  if (request.kind === "trace") {
    throw new UserError({ field: "trace", message: "is a file; give its rows as requests" });
  }
  const made = generateWorkload(request.spec, request.seed);
  checkDuration(made);
  return made;
}
