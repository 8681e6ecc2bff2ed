import { changedScenario } from "../config/changed-scenario.ts";
import type { ScenarioConfig } from "../config/scenario-config.ts";
import type { SimulationResult } from "../engine/result.ts";
import { UserError } from "../errors.ts";
import type { PartsMs } from "../metrics/waterfall.ts";
import type { RunReport } from "../report/run-report.ts";
import { prepareServer } from "../sweep/prepare.ts";
import { runScenario } from "../sweep/scenario.ts";
import type { Workloads } from "../sweep/workloads.ts";
import { latencyNs, type Picked, percentileMs } from "./pick-request.ts";
import { type Change, remediesFor } from "./remedies.ts";
import { type Groups, groupsOf, largestParts, partsOf, total } from "./waterfall-view.ts";

/** What a changed setting does to the same requests; milliseconds. */
export type Trial = Change &
  (
    | { readonly requestMs: number; readonly percentileMs?: number }
    /** Why there is no such server, or it cannot serve the request. */
    | { readonly impossible: string }
  );

export interface RequestExplanation extends Picked {
  readonly parts: PartsMs;
  readonly groups: Groups;
  /** Running and waiting requests on all replicas at its arrival, and KV blocks in use: from the nearest sample before. */
  readonly atArrival: { readonly running: number; readonly waiting: number; readonly kvBlocks: number };
  readonly trials: readonly Trial[];
}

/** @param tryChanges whether to simulate what may shorten the latency: up to five more runs */
export async function explainRequest(
  report: Pick<RunReport, "result">,
  picked: Picked,
  config: ScenarioConfig,
  workloads: Workloads,
  tryChanges: boolean,
): Promise<RequestExplanation> {
  const { result } = report;
  const { row, metric, percentile } = picked;
  const parts = partsOf(result, metric, row);
  const shares = largestParts(parts).map((part) => ({ part, share: parts[part] / total(parts) }));
  const changes = tryChanges ? remediesFor(shares, config, batchFull(result, config)) : [];
  const trials: Trial[] = [];
  for (const change of changes) trials.push(await trial(change, picked, config, workloads));
  return {
    ...picked,
    parts,
    groups: groupsOf(result, metric, config.warmup, percentile?.percentile),
    atArrival: stateAt(result, result.arrivalNs[row]!),
    trials,
  };
}

async function trial(
  change: Change,
  { row, metric, percentile }: Picked,
  config: ScenarioConfig,
  workloads: Workloads,
): Promise<Trial> {
  try {
    const changed = changedScenario(config, [[change.flag, change.to]], "explain");
    const { result } = await runScenario(changed, prepareServer(changed.server), workloads);
    const requestMs = latencyNs(result, metric, row) / 1e6;
    if (Number.isNaN(requestMs)) return { ...change, impossible: "it would reject the request" };
    if (percentile === undefined) return { ...change, requestMs };
    const { percentile: p } = percentile;
    return { ...change, requestMs, percentileMs: percentileMs(result, metric, p, config.warmup) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...change, impossible: error.message };
  }
}

function batchFull({ samples, replicas }: SimulationResult, { server }: ScenarioConfig): boolean {
  const most = samples.running.reduce((highest, running) => Math.max(highest, running), 0);
  return most >= server.engine.maxNumSeqs * replicas.length;
}

function stateAt({ samples }: SimulationResult, ns: number): RequestExplanation["atArrival"] {
  const after = samples.timeNs.findIndex((time) => time > ns);
  const at = Math.max(0, (after < 0 ? samples.timeNs.length : after) - 1);
  const { running, waiting, kvBlocks } = samples;
  return { running: running[at] ?? 0, waiting: waiting[at] ?? 0, kvBlocks: kvBlocks[at] ?? 0 };
}
