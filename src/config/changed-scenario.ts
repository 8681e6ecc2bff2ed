import type { FlagName } from "./flags.ts";
import { FILLED_IN } from "./resolve-server.ts";
import { type ScenarioConfig, scenarioConfig } from "./scenario-config.ts";
import { isExplicit } from "./settings.ts";
import type { Item } from "./values.ts";

/**
 * The scenario with other values of some settings, and everything that follows from settings worked out again.
 * @param by who changed them, for their origin
 * @throws UserError when the settings no longer describe a run
 */
export function changedScenario(
  config: ScenarioConfig,
  changes: readonly (readonly [FlagName, Item])[],
  by: string,
): ScenarioConfig {
  const settings = new Map(
    [...config.settings].filter(([name, setting]) => isExplicit(setting) || !FILLED_IN.includes(name)),
  );
  for (const [name, item] of changes)
    settings.set(name, { items: [item], origin: { layer: "flag", detail: by } });
  return scenarioConfig({ settings, labels: config.labels });
}
