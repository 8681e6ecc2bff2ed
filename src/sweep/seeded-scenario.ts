import type { ScenarioConfig } from "../config/scenario-config.ts";
import type { WhatIf } from "./what-if/what-if.ts";

/** A scenario to be run with several seeds. */
export interface SeededScenario {
  readonly name: string;
  readonly config: ScenarioConfig;
  readonly whatIf?: WhatIf;
}
