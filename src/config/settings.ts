import type { FlagName, FlagValues } from "./flags.ts";
import { flagSpec } from "./flags.ts";
import { type Item, writeItem } from "./values.ts";

/** Where a value comes from, weakest first. `derived` fills only what nothing else has set. */
export const LAYERS = ["default", "derived", "preset", "file", "vllm-args", "env", "flag"] as const;
export type Layer = (typeof LAYERS)[number];

export interface Origin {
  readonly layer: Layer;
  /** The flag, variable, file and line, preset or rule: `--tp`, `run.yaml:3`, `vLLM 0.19`. */
  readonly detail?: string;
}

export interface Setting {
  /** One item; several for a list flag, or for an axis that is not yet split into scenarios. */
  readonly items: readonly Item[];
  readonly origin: Origin;
}

export type Settings = ReadonlyMap<FlagName, Setting>;

export function originText(origin: Origin): string {
  return origin.detail === undefined ? origin.layer : `${origin.layer} ${origin.detail}`;
}

/** Settings of one scenario as typed values. */
export function flagValues(settings: Settings): FlagValues {
  const values: Record<string, unknown> = {};
  for (const [name, { items }] of settings) values[name] = flagSpec(name).list ? items : items[0];
  return values as FlagValues;
}

/** Settings as a file would hold them: what `--config` reads back. */
export function settingsData(settings: Settings): Record<string, Item | Item[]> {
  return Object.fromEntries([...settings].map(([name, { items }]) => [name, settingData(name, items)]));
}

export function settingData(name: FlagName, items: readonly Item[]): Item | Item[] {
  const written = items.map(writeItem);
  return flagSpec(name).list || written.length > 1 ? written : written[0]!;
}

/** Whether the user set it, rather than a default or a rule. */
export function isExplicit(setting: Setting | undefined): boolean {
  return setting !== undefined && ["file", "vllm-args", "env", "flag"].includes(setting.origin.layer);
}
