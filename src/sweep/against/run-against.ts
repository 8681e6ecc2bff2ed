import type { ScenarioConfig } from "../../config/scenario-config.ts";
import { type Accuracy, compareWithTruth } from "../../metrics/accuracy.ts";
import type { Truth } from "../../metrics/truth/truth.ts";
import type { Workload } from "../../workload/workload.ts";
import { type Breakdown, breakdownOf } from "../breakdown.ts";
import { prepareServer } from "../prepare.ts";
import { runScenario, type TimedReport } from "../scenario.ts";
import { Workloads } from "../workloads.ts";
import { likelyCauses } from "./likely-causes.ts";
import { bestChange } from "./try-changes.ts";

/** A measured run beside its simulation. */
export interface Verdict {
  readonly truth: Truth;
  readonly accuracy: Accuracy;
  readonly report: TimedReport;
  readonly breakdown: Breakdown;
  readonly causes: readonly string[];
  /** What the user should know of server and workload. */
  readonly notes: readonly string[];
}

/** Simulates what was measured. `workload` replaces the scenario's own: the measured run's requests. */
export async function runAgainst(
  truth: Truth,
  scenario: ScenarioConfig,
  workload: Workload | undefined,
): Promise<Verdict> {
  const server = prepareServer(scenario.server);
  const workloads = workload === undefined ? new Workloads() : { get: async () => workload };
  const report = await runScenario(scenario, server, workloads, { waterfalls: true });
  const { result, requests, summary } = report;
  const accuracy = compareWithTruth(truth, result, summary);
  const breakdown = breakdownOf(requests, result, server.config, scenario.warmup);
  const change = await bestChange({ truth, scenario, server, workloads, report, accuracy });
  const causes = likelyCauses(truth, result, accuracy, breakdown);
  if (change !== undefined) causes.push(change);
  const rejected = summary.rejectReasons.map(({ reason }) => `rejected: ${reason}`);
  return {
    truth,
    accuracy,
    report,
    breakdown,
    causes,
    notes: [...truth.notes, ...server.notes, ...rejected],
  };
}
