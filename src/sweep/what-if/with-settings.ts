import type { FlagName } from "../../config/flags.ts";
import { type ScenarioConfig, scenarioConfig } from "../../config/scenario-config.ts";
import type { Item } from "../../config/values.ts";

/**
 * The scenario with other values of some settings, and all that follows from it.
 * @param detail who changed it, for its origin
 * @throws UserError when there is no such scenario
 */
export function withSettings(
  config: ScenarioConfig,
  changes: readonly (readonly [FlagName, Item])[],
  detail: string,
): ScenarioConfig {
  const settings = new Map(config.settings);
  for (const [name, item] of changes)
    settings.set(name, { items: [item], origin: { layer: "derived", detail } });
  return scenarioConfig({ settings, labels: config.labels });
}
