import type { FlagName } from "./flags.ts";
import { type ScenarioConfig, scenarioConfig } from "./scenario-config.ts";
import type { Layer } from "./settings.ts";
import type { Item } from "./values.ts";

/** Layers that follow from other settings. */
const FILLED_IN: readonly Layer[] = ["derived", "preset"];

/**
 * The scenario with one setting changed, and everything that follows from settings worked out again.
 * @param reason origin of the new value, for whoever prints it
 * @throws UserError when the settings no longer describe a run
 */
export function changedScenario(
  config: ScenarioConfig,
  name: FlagName,
  item: Item,
  reason: string,
): ScenarioConfig {
  const settings = new Map(
    [...config.settings].filter(([, { origin }]) => !FILLED_IN.includes(origin.layer)),
  );
  settings.set(name, { items: [item], origin: { layer: "flag", detail: reason } });
  return scenarioConfig({ settings, labels: config.labels });
}
