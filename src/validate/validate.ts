import type { Settings } from "../config/settings.ts";
import { flagValues } from "../config/settings.ts";
import { UserError } from "../errors.ts";
import { constantsFor } from "../roofline/kernels/constants.ts";
import { loadTables } from "../roofline/tables/load.ts";
import { validateCalibrated } from "./calibrated.ts";
import { validateCapacity } from "./capacity.ts";
import { readCsvFile } from "./csv-file.ts";
import { validateInferSim } from "./infersim.ts";
import type { KernelContext } from "./kernels/kernel-op.ts";
import { validateKernels } from "./kernels/validate-kernels.ts";
import { Names } from "./names.ts";
import type { Kind, Outcome } from "./outcome.ts";
import { serverOfFile } from "./server-of-file.ts";
import { validateServing } from "./serving/validate-serving.ts";
import { readStepFile } from "./steps/step-file.ts";
import { validateSteps } from "./steps/validate-steps.ts";

interface ValidateOptions {
  /** Kernel; absent: told by the header. */
  readonly op?: string | undefined;
  readonly lookup: "nearest" | "floor";
  /** Folder of Hugging Face configs; absent: those that ship. */
  readonly models?: string | undefined;
  /** Folder of InferSim's tables. */
  readonly benchData?: string | undefined;
  /** Context of a step log's decodes. */
  readonly kvLength?: number | undefined;
  /** The server where a file does not name it: GPU, hardware file, latency model, kernel tables. */
  readonly settings: Settings;
  /** Flags that were typed, not defaults: a version of vLLM that a format knows better is kept. */
  readonly isGiven: (name: "vllm-version" | "model") => boolean;
}

/** Compares one file of measurements, or goldens, with what the simulator says of its rows. */
export async function validateFile(kind: Kind, file: string, options: ValidateOptions): Promise<Outcome> {
  const { settings, op, lookup, models, benchData, kvLength, isGiven } = options;
  const values = flagValues(settings);
  const hardwareConfig = values["hardware-config"];
  const names = new Names({
    ...(hardwareConfig === undefined ? {} : { hardwareConfig }),
    ...(models === undefined ? {} : { models }),
  });
  switch (kind) {
    case "kernels":
      return validateKernels(
        readCsvFile(file),
        op,
        kernelContext(names, values.gpu!, values["bench-data-path"]),
      );
    case "steps":
      return validateSteps(readStepFile(file, kvLength), serverOfFile(settings, names));
    case "serving":
      return validateServing(file, {
        ...{ names, gpu: values.gpu!, seed: values.seed ?? 0 },
        ...(isGiven("vllm-version") ? { vllmVersion: values["vllm-version"]! } : {}),
        ...(isGiven("model") ? { model: values.model! } : {}),
        ...(values["bench-data-path"] === undefined ? {} : { benchDataPath: values["bench-data-path"] }),
        ...(hardwareConfig === undefined ? {} : { hardwareConfig }),
      });
    case "capacity":
      return validateCapacity(readCsvFile(file), names);
    case "calibrated":
      return validateCalibrated(readCsvFile(file), names, hardwareConfig);
    case "infersim":
      return validateInferSim(readCsvFile(file), {
        names,
        lookup,
        benchDataPath: neededBenchData(benchData),
      });
  }
}

/** Kernels of one GPU; with a folder of tables, what those say where they were measured. */
function kernelContext(names: Names, gpuName: string, tables: string | undefined): KernelContext {
  const { name, device } = names.gpu(gpuName);
  if (device === undefined) {
    throw new UserError({
      field: name,
      message: "has no device section in the hardware config: its peaks are not known",
    });
  }
  return {
    ...{ gpu: name, device, constants: constantsFor(name, device) },
    ...(tables === undefined ? {} : { tables: (shape) => loadTables(tables, name, device, shape) }),
  };
}

function neededBenchData(benchData: string | undefined): string {
  if (benchData !== undefined) return benchData;
  throw new UserError({
    field: "--bench-data",
    message: "is missing: InferSim's figures depend on the tables they were made with",
    remedy: "Give the folder of its bench_data",
  });
}
