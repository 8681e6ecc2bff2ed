import { join } from "node:path";
import { UserError } from "../errors.ts";
import { knownNames } from "./did-you-mean.ts";
import { gpuOfEntry, hardwareEntries } from "./hardware-entries.ts";
import type { GpuEntry } from "./hardware-schema.ts";
import type { LoadedGpu } from "./loaded-gpu.ts";
import { packageRoot } from "./package-root.ts";
import { type JsonFile, readJson } from "./read-json.ts";

export type { LoadedGpu } from "./loaded-gpu.ts";

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
  return gpuOfEntry(found, entries[found]!, json);
}

function readHardware(path: string): { json: JsonFile; entries: Readonly<Record<string, GpuEntry>> } {
  const json = readJson(path);
  return { json, entries: hardwareEntries(json) };
}
