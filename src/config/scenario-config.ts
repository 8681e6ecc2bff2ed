import type { Combination } from "./axes.ts";
import { type ScenarioConfig, scenarioConfigWith } from "./scenario-from.ts";
import { resolveServer } from "./server-config.ts";

export { type ScenarioConfig, scenarioConfigWith } from "./scenario-from.ts";

/** The run that settings describe, its server resolved from files. */
export function scenarioConfig(combination: Combination): ScenarioConfig {
  return scenarioConfigWith(combination, resolveServer);
}
