import type { FlagName } from "../flags.ts";
import type { Item } from "../values.ts";

/** One flag as it stands in a pasted command. */
export interface GivenFlag {
  /** What messages call it: `--vllm-args: --max-num-seqs`. */
  readonly field: string;
  /** Text of the value; true or false of a switch. */
  readonly value: string | boolean;
  /** All words, of flags that take several. */
  readonly words: readonly string[];
}

export type SettingPair = readonly [FlagName, Item | readonly Item[]];

/** What a vLLM flag takes, and what it means here. */
export interface VllmFlag {
  /** `switch` has a `--no-` form; `optional` may stand alone. */
  readonly takes: "switch" | "value" | "values" | "optional";
  /** Short forms with their dash, and older names without. */
  readonly aliases?: readonly string[];
  /** The settings it becomes. */
  readonly settings?: (given: GivenFlag) => readonly SettingPair[];
  /** Why a server with it cannot be simulated. */
  readonly refused?: string;
  /** Why it changes results somewhat, and is left out all the same. */
  readonly told?: string;
  /** Values with which it changes nothing. */
  readonly harmless?: readonly string[];
  /** The only values with which it does. */
  readonly harmful?: readonly string[];
  /** Refused only where a mixture of experts runs on several ranks. */
  readonly expertsOnly?: true;
}

export type VllmFlagTable = Readonly<Record<string, VllmFlag>>;
