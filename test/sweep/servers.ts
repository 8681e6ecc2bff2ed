import { combinations } from "../../src/config/axes.ts";
import type { FlagName } from "../../src/config/flags.ts";
import { resolveSettings } from "../../src/config/resolve.ts";
import { type ScenarioConfig, scenarioConfig } from "../../src/config/scenario-config.ts";
import { resolveServer, type ServerConfig } from "../../src/config/server-config.ts";
import type { Settings } from "../../src/config/settings.ts";

type Flags = Partial<Record<FlagName, string | boolean>>;

/** Settings as if these flags had been typed, for llama-3.1-8b where no model is named. */
export function settingsOf(flags: Flags): Settings {
  const given = Object.entries({ model: "llama-3.1-8b", ...flags }) as [FlagName, string | boolean][];
  return resolveSettings({ flags: new Map(given), environment: {} });
}

export function serverOf(flags: Flags): ServerConfig {
  return resolveServer(settingsOf(flags)).server;
}

export function scenarioOf(flags: Flags): ScenarioConfig {
  return scenarioConfig(combinations(settingsOf(flags))[0]!);
}
