import { basename } from "node:path";
import { UserError } from "../errors.ts";
import { DataHashes } from "./data-hashes.ts";
import { ENGINE_VERSION } from "./engine-version.ts";
import { gridPoints } from "./grid.ts";
import { Identities, unresolvedId } from "./identity.ts";
import { ScenarioResolver, type SharedSettings } from "./resolver.ts";
import type { Cell, SweepSpec } from "./spec/spec.ts";

export interface PlannedScenario {
  readonly id: string;
  /** In what it differs from the others; `workload` names one of the plan's workloads. */
  readonly point: Cell;
  /** Why no scenario can be made of it. */
  readonly problem?: string;
}

/** A sweep as an ordered list of scenarios. */
export interface SweepPlan extends SharedSettings {
  readonly engine: string;
  readonly scenarios: readonly PlannedScenario[];
}

/**
 * Names every scenario of a sweep. Reads what they read; runs none.
 * @throws UserError when no scenario of it can be run
 */
export function planSweep(spec: SweepSpec): SweepPlan {
  const { settings, workloads } = spec;
  // Without its folder: the same sweep planned elsewhere is the same bytes.
  const shared = { file: basename(spec.file), settings, workloads };
  const resolver = new ScenarioResolver(shared);
  const identities = new Identities(new DataHashes());
  const scenarios = gridPoints(spec).map((point): PlannedScenario => {
    try {
      const config = resolver.resolve(point);
      spec.check(config.settings);
      return { id: identities.of(config), point };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { id: unresolvedId({ settings, workloads, point }), point, problem: error.message };
    }
  });
  const problems = new Set(scenarios.map(({ problem }) => problem));
  if (!problems.has(undefined)) {
    const where = { file: spec.file };
    throw new UserError(
      [...problems].map((problem) => ({ where, message: `no scenario can be run: ${problem}` })),
    );
  }
  return { ...shared, engine: ENGINE_VERSION, scenarios };
}

/** Two points of a grid can be the same scenario. */
export function distinct(scenarios: readonly PlannedScenario[]): PlannedScenario[] {
  return [...new Map(scenarios.map((scenario) => [scenario.id, scenario])).values()];
}
