import { BENCH_FLAGS } from "./flags/bench.ts";
import { CLUSTER_FLAGS } from "./flags/cluster.ts";
import { EXPLAIN_FLAGS } from "./flags/explain.ts";
import { ARRIVAL_FLAGS, DATASET_FLAGS, LENGTH_FLAGS } from "./flags/generator.ts";
import { METRIC_FLAGS, OUTPUT_FLAGS, STEP_FLAGS } from "./flags/output.ts";
import { ENGINE_FLAGS, FLEET_FLAGS, SYSTEM_FLAGS } from "./flags/server.ts";
import type { FlagSpec, FlagTable, ValueOf } from "./flags/spec.ts";
import { SWEEP_FLAGS } from "./flags/sweep.ts";
import { TRACE_FLAGS } from "./flags/trace.ts";
import { VALIDATE_FLAGS } from "./flags/validate.ts";
import { VLLM_FLAGS } from "./flags/vllm.ts";
import { WORKLOAD_FLAGS } from "./flags/workload.ts";

/** Every flag there is, defined once for all commands, for files, and for the environment. */
export const FLAGS = {
  ...SYSTEM_FLAGS,
  ...ENGINE_FLAGS,
  ...FLEET_FLAGS,
  ...VLLM_FLAGS,
  ...ARRIVAL_FLAGS,
  ...LENGTH_FLAGS,
  ...DATASET_FLAGS,
  ...TRACE_FLAGS,
  ...WORKLOAD_FLAGS,
  ...METRIC_FLAGS,
  ...OUTPUT_FLAGS,
  ...STEP_FLAGS,
  ...EXPLAIN_FLAGS,
  ...BENCH_FLAGS,
  ...CLUSTER_FLAGS,
  ...SWEEP_FLAGS,
  ...VALIDATE_FLAGS,
} as const satisfies FlagTable;

export type FlagName = keyof typeof FLAGS;
/** Values of one scenario by flag name; what was neither given nor has a default is absent. */
export type FlagValues = { readonly [Name in FlagName]?: ValueOf<(typeof FLAGS)[Name]> | undefined };

export const FLAG_NAMES = Object.keys(FLAGS) as FlagName[];

/** Flags that make up a configuration: those that files, the environment and result.json may hold. */
export const SETTING_NAMES = FLAG_NAMES.filter((name) => flagSpec(name).transient !== true);

export function flagSpec(name: FlagName): FlagSpec {
  return FLAGS[name];
}

const BY_NAME = new Map<string, FlagName>(
  FLAG_NAMES.flatMap((name) => [name, ...(flagSpec(name).aliases ?? [])].map((key) => [key, name] as const)),
);

/** The flag a name or alias stands for; `_` and `-` are the same. */
export function flagNamed(key: string): FlagName | undefined {
  return BY_NAME.get(key.replaceAll("_", "-"));
}

/** Names and aliases of some flags, for a did-you-mean. */
export function spellings(names: readonly FlagName[]): string[] {
  return names.flatMap((name) => [name, ...(flagSpec(name).aliases ?? [])]);
}

export function environmentName(name: FlagName): string {
  return `INFERENCE_SIM_${name.toUpperCase().replaceAll("-", "_")}`;
}
