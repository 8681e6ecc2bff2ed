import { join } from "node:path";
import { UserError } from "../errors.ts";
import type { CalibratedParameters, Device, Gpu } from "../roofline/hardware.ts";
import { knownNames } from "./did-you-mean.ts";
import { rangeWarnings } from "./hardware-ranges.ts";
import { type GpuEntry, hardwareKeysAt, hardwareSchema } from "./hardware-schema.ts";
import { packageRoot } from "./package-root.ts";
import { type JsonFile, readJson } from "./read-json.ts";
import { zodProblems } from "./zod-problems.ts";

/** A GPU as read from a file, with what looks odd in its entry: sentences to be shown, empty when nothing does. */
export interface LoadedGpu extends Gpu {
  readonly warnings: readonly string[];
}

/** The GPUs that ship with the project. */
export function hardwareFile(): string {
  return join(packageRoot(), "configs", "hardware_config.json");
}

/** Names of the GPUs in a hardware config, in file order. */
export function listGpus(path: string = hardwareFile()): string[] {
  return Object.keys(readHardware(path).entries);
}

/**
 * Loads a GPU by name, whatever its case.
 * @throws UserError with every problem of the file at once; or listing what there is, with a did-you-mean
 */
export function loadGpu(name: string, path: string = hardwareFile()): LoadedGpu {
  const { json, entries } = readHardware(path);
  const found = Object.keys(entries).find((known) => known.toLowerCase() === name.toLowerCase());
  if (found === undefined) {
    throw new UserError({
      field: "--gpu",
      message: `is not in ${path}`,
      got: name,
      remedy: knownNames(name, Object.keys(entries)),
    });
  }
  return toGpu(found, entries[found]!, json);
}

function readHardware(path: string): { json: JsonFile; entries: Readonly<Record<string, GpuEntry>> } {
  const json = readJson(path);
  const parsed = hardwareSchema.safeParse(json.value);
  if (!parsed.success) throw new UserError(zodProblems(parsed.error, json, hardwareKeysAt));
  if (Object.keys(parsed.data).length === 0) {
    throw new UserError({ where: json.where([]), message: "holds no GPU" });
  }
  return { json, entries: parsed.data };
}

function toGpu(name: string, entry: GpuEntry, json: JsonFile): LoadedGpu {
  const { device, mfu, sources: _, ...parameters } = entry;
  const calibrated: CalibratedParameters = parameters;
  const warnings = rangeWarnings(calibrated).map(({ key, message }) => {
    const { file, line } = json.where([name, key]);
    return `${file}:${line}: ${name}.${key} ${message}`;
  });
  return {
    name,
    calibrated,
    ...(device === undefined ? {} : { device: device as Device }),
    ...(mfu === undefined ? {} : { mfu }),
    warnings,
  };
}
