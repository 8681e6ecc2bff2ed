import { ARRIVAL_FLAGS, DATASET_FLAGS, LENGTH_FLAGS } from "../../config/flags/generator.ts";
import { METRIC_FLAGS } from "../../config/flags/output.ts";
import { ENGINE_FLAGS, FLEET_FLAGS, SYSTEM_FLAGS } from "../../config/flags/server.ts";
import { TRACE_FLAGS } from "../../config/flags/trace.ts";
import type { FlagName } from "../../config/flags.ts";
import { flagNamed } from "../../config/flags.ts";
import { AXIS_KEYS } from "./schema.ts";

/** The parts of a sweep file that hold settings by name, and which ones. */
export const SECTIONS = {
  workloads: flagsOf(ARRIVAL_FLAGS, LENGTH_FLAGS, DATASET_FLAGS, TRACE_FLAGS).filter(
    (name) => name !== "seed",
  ),
  engine: flagsOf(ENGINE_FLAGS),
  settings: flagsOf(METRIC_FLAGS, FLEET_FLAGS, SYSTEM_FLAGS).filter(
    (name) => !(Object.values(AXIS_KEYS) as FlagName[]).includes(name),
  ),
} satisfies Record<string, readonly FlagName[]>;

function flagsOf(...tables: readonly object[]): FlagName[] {
  return tables.flatMap((table) => Object.keys(table) as FlagName[]);
}

/** Words of sweep files that are no flags. */
const SYNONYMS: Readonly<Record<string, FlagName>> = { dataset: "workload", seeds: "seed", ...AXIS_KEYS };

/** The flag that a key of a sweep file sets: `randomInputLen`, `random_input_len` and `random-input-len` are one. */
export function flagOfKey(key: string): FlagName | undefined {
  return SYNONYMS[key] ?? flagNamed(kebab(key));
}

function kebab(key: string): string {
  return key.replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();
}

/** `max-num-seqs` as a sweep file spells it: `maxNumSeqs`. */
export function camel(name: string): string {
  return name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
