import { changedScenario } from "../config/changed-scenario.ts";
import type { ScenarioConfig } from "../config/scenario-config.ts";
import type { SimulationResult } from "../engine/result.ts";
import { UserError } from "../errors.ts";
import type { PartsMs } from "../metrics/waterfall.ts";
import type { RunReport } from "../report/run-report.ts";
import { prepareServer } from "../sweep/prepare.ts";
import { runScenario } from "../sweep/scenario.ts";
import type { Workloads } from "../sweep/workloads.ts";
import { mostUnderWay } from "./most-under-way.ts";
import { type ExplainedMetric, latencyNs, meanMs, type Picked, percentileMs } from "./pick-request.ts";
import { type Change, remediesFor } from "./remedies.ts";
import { type Groups, groupsOf, largestParts, partsOf, total } from "./waterfall-view.ts";

/** What a changed setting does to the same requests; milliseconds. */
export type Trial = Change &
  (
    | {
        readonly requestMs: number;
        readonly percentileMs?: number;
        /** Mean over the run of the latency in `aside`. */
        readonly asideMs: number;
        readonly gpus: number;
      }
    /** Why there is no such server, or it cannot serve the request. */
    | { readonly impossible: string }
  );

export interface RequestExplanation extends Picked {
  readonly parts: PartsMs;
  readonly groups: Groups;
  /** Running and waiting requests on all replicas at its arrival, and KV blocks in use: from the nearest sample before. */
  readonly atArrival: { readonly running: number; readonly waiting: number; readonly kvBlocks: number };
  /** Another latency of the run, which a change should not spoil: its mean. */
  readonly aside: { readonly metric: ExplainedMetric; readonly meanMs: number };
  readonly gpus: number;
  /** As many requests as one server takes were under way on one at some time. */
  readonly batchFull: boolean;
  readonly trials: readonly Trial[];
}

/** @param tryChanges whether to simulate what may shorten the latency: up to six more runs */
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
  const batchFull = mostUnderWay(result) >= config.server.engine.maxNumSeqs;
  const changes = tryChanges ? remediesFor(shares, config, batchFull) : [];
  const trials: Trial[] = [];
  for (const change of changes) trials.push(await trial(change, picked, config, workloads, result.rejected));
  return {
    ...picked,
    ...{ parts, batchFull, gpus: gpusOf(config) },
    aside: { metric: asideOf(metric), meanMs: meanMs(result, asideOf(metric), config.warmup) },
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
  rejected: number,
): Promise<Trial> {
  try {
    const changed = changedScenario(config, [[change.flag, change.to]], "explain");
    const { result } = await runScenario(changed, prepareServer(changed.server), workloads);
    const requestMs = latencyNs(result, metric, row) / 1e6;
    if (Number.isNaN(requestMs)) return { ...change, impossible: "it would reject the request" };
    // What is rejected takes no time: the others would look faster than they are.
    if (result.rejected > rejected) {
      return { ...change, impossible: `it would reject ${result.rejected} requests instead of ${rejected}` };
    }
    const asideMs = meanMs(result, asideOf(metric), config.warmup);
    const tried = { ...change, requestMs, asideMs, gpus: gpusOf(changed) };
    if (percentile === undefined) return tried;
    return { ...tried, percentileMs: percentileMs(result, metric, percentile.percentile, config.warmup) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...change, impossible: error.message };
  }
}

/** A latency that remedies for another one are known to trade for it. */
const asideOf = (metric: ExplainedMetric): ExplainedMetric => (metric === "ttft" ? "e2el" : "ttft");

const gpusOf = ({ server, replicas }: ScenarioConfig): number => server.tp * replicas;

function stateAt({ samples }: SimulationResult, ns: number): RequestExplanation["atArrival"] {
  const after = samples.timeNs.findIndex((time) => time > ns);
  const at = Math.max(0, (after < 0 ? samples.timeNs.length : after) - 1);
  const { running, waiting, kvBlocks } = samples;
  return { running: running[at] ?? 0, waiting: waiting[at] ?? 0, kvBlocks: kvBlocks[at] ?? 0 };
}
