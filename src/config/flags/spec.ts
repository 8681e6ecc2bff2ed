/** What a flag is: plain data, so that `--help` costs nothing. One entry serves the command line, files and environment. */
export interface FlagSpec {
  readonly type: "string" | "integer" | "number" | "boolean";
  readonly choices?: readonly string[];
  /** Bounds of a number: `min` and `max` are allowed values, `above` and `below` are not. */
  readonly min?: number;
  readonly above?: number;
  readonly max?: number;
  readonly below?: number;
  /** Whether `inf` is a value. */
  readonly infinite?: true;
  /** Always a list, written with commas. */
  readonly list?: true;
  /** One value in a run; a comma list runs every one of them and compares. */
  readonly axis?: true;
  readonly unit?: string;
  readonly aliases?: readonly string[];
  readonly default?: string | number | boolean | readonly number[];
  /** Where the default comes from when it is no constant, in words. */
  readonly defaultFrom?: string;
  /** The workloads it means something for; absent: all. */
  readonly workloads?: readonly WorkloadKind[];
  /** Steers the command and is no part of a configuration: not read from files or the environment, not saved. */
  readonly transient?: true;
  readonly group: string;
  readonly help: string;
}

/** What `--workload` can name; presets count as one kind. `prompt` is one prompt by `--prefill-tokens`. */
export const WORKLOAD_KINDS = [
  "random",
  "prefix_repetition",
  "distribution",
  "preset",
  "sessions",
  "trace",
  "prompt",
] as const;
export type WorkloadKind = (typeof WORKLOAD_KINDS)[number];

export type FlagTable = Readonly<Record<string, FlagSpec>>;

type Scalar<S extends FlagSpec> = S["type"] extends "boolean"
  ? boolean
  : S["type"] extends "integer" | "number"
    ? number
    : S extends { readonly choices: readonly (infer C)[] }
      ? C
      : string;

/** TypeScript's type of a flag's value within one scenario. */
export type ValueOf<S extends FlagSpec> = S extends { readonly list: true }
  ? readonly Scalar<S>[]
  : Scalar<S>;
