import type { FlagName } from "../config/flags.ts";
import type { GivenFlags } from "../config/resolve.ts";
import type { ExitCode } from "../errors.ts";

/** A subcommand as data, so that `--help` loads no code of it. */
export interface CommandSpec {
  /** One word or two: `run`, `config print`. */
  readonly name: string;
  readonly positionals?: readonly Positional[];
  readonly help: string;
  readonly flags: readonly FlagName[];
  /** Flags that `--help` without a command shows; absent: all. */
  readonly briefFlags?: readonly FlagName[];
  readonly examples?: readonly (readonly [string, string])[];
  readonly load: () => Promise<CommandModule>;
}

/** A positional argument: required, unless it takes any number of words, none included. */
export interface Positional {
  readonly name: string;
  readonly help: string;
  readonly many?: true;
  /** All there are, where they are few: for completion. */
  readonly choices?: readonly string[];
}

export interface CommandModule {
  /** Returns the exit code; nothing means 0. */
  readonly run: (invocation: Invocation) => Promise<ExitCode | undefined>;
}

/** What was typed after a command's name. */
export interface Invocation {
  readonly positionals: Readonly<Record<string, string>>;
  /** Of the positional that takes many. */
  readonly words: readonly string[];
  readonly flags: GivenFlags;
}

/** Whether a switch was given. */
export function isOn(invocation: Invocation, name: FlagName): boolean {
  return invocation.flags.get(name) === true;
}

export function textOf(invocation: Invocation, name: FlagName): string | undefined {
  const value = invocation.flags.get(name);
  return typeof value === "string" ? value : undefined;
}
