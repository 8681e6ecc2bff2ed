import { UserError } from "../errors.ts";
import type { CalibratedParameters, Device } from "../roofline/hardware.ts";
import { rangeWarnings } from "./hardware-ranges.ts";
import { type GpuEntry, hardwareKeysAt, hardwareSchema } from "./hardware-schema.ts";
import type { LoadedGpu } from "./loaded-gpu.ts";
import type { JsonFile } from "./read-json.ts";
import { zodProblems } from "./zod-problems.ts";

/**
 * The GPUs of a hardware config by name, in its order.
 * @throws UserError with every problem of the document at once
 */
export function hardwareEntries(json: JsonFile): Readonly<Record<string, GpuEntry>> {
  const parsed = hardwareSchema.safeParse(json.value);
  if (!parsed.success) throw new UserError(zodProblems(parsed.error, json, hardwareKeysAt));
  if (Object.keys(parsed.data).length === 0) {
    throw new UserError({ where: json.where([]), message: "holds no GPU" });
  }
  return parsed.data;
}

export function gpuOfEntry(name: string, entry: GpuEntry, json: JsonFile): LoadedGpu {
  const { device, mfu, sources: _, ...parameters } = entry;
  const calibrated: CalibratedParameters = parameters;
  const warnings = rangeWarnings(calibrated).map(({ key, message }) => {
    const { file, line } = json.where([name, key]);
    return `${file}${line === undefined ? "" : `:${line}`}: ${name}.${key} ${message}`;
  });
  return {
    name,
    calibrated,
    ...(device === undefined ? {} : { device: device as Device }),
    ...(mfu === undefined ? {} : { mfu }),
    warnings,
  };
}
