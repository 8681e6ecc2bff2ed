import type { ScenarioConfig } from "../../config/scenario-config.ts";
import { UserError } from "../../errors.ts";
import type { WorkerPool } from "../pool.ts";
import { type BottleneckFinding, findBottleneck } from "./bottleneck.ts";
import { type Evaluation, figureOf, isSustained, type LoadState, strain } from "./evaluation.ts";
import { Evaluator } from "./evaluator.ts";
import { type LoadKind, loadKind } from "./load.ts";
import { highestLoad } from "./search.ts";
import { figureKey, type Objective } from "./slo.ts";

/** The highest load that one configuration sustains. */
export interface Capacity {
  readonly config: ScenarioConfig;
  readonly kind: LoadKind;
  /** At the highest load that holds; absent when none does. */
  readonly sustained?: Evaluation;
  /** At the lowest load that does not. */
  readonly failed: Evaluation;
  /** What gives way first: an objective as the user wrote it, or the queue. */
  readonly binding: string;
  readonly limit: BottleneckFinding;
  /** From a quarter of the capacity to half above it. */
  readonly curve: readonly Evaluation[];
}

/** Two loads this close are one. */
const RESOLUTION = 0.01;
/** Loads of the goodput curve, in capacities. */
const CURVE = [0.25, 0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5];

export interface CapacitySearch {
  readonly pool: WorkerPool;
  readonly objectives: readonly Objective[];
  readonly seeds: number;
  readonly onNote: (sentence: string) => void;
}

/** What gives way where no objective does. */
export const STATE_TEXT: Readonly<Record<LoadState, string>> = {
  ...{ stable: "nothing", short: "the workload's length", unsteady: "the queue (unsteady)" },
  overloaded: "the queue (overloaded)",
};

/** @throws UserError for a workload without a rate, or when an objective has nothing to measure */
export async function findCapacity(config: ScenarioConfig, search: CapacitySearch): Promise<Capacity> {
  const { pool, objectives, seeds, onNote } = search;
  const kind = loadKind(config);
  const evaluator = new Evaluator(pool, config, kind, seeds, onNote);
  const { low, high } = await highestLoad(
    await startOf(evaluator),
    async (load) => {
      const evaluation = await evaluator.at(load);
      checkServed(evaluation);
      checkMeasured(evaluation, objectives);
      return isSustained(evaluation, objectives);
    },
    RESOLUTION,
  );
  if (high === Number.POSITIVE_INFINITY) {
    throw new UserError({
      field: "capacity",
      message: "finds no load that is too high: the workload is too short to load the server",
      remedy: kind === "rate-scale" ? "Give a longer trace" : "Raise --num-prompts",
    });
  }
  const failed = await evaluator.at(high);
  const missed = failed.stable ? missedFirst(failed, objectives) : undefined;
  const binding = bindingText(failed, missed);
  if (low === 0) {
    const limit = { bottleneck: "unknown", evidence: "no load is low enough" } as const;
    return { config, kind, failed, binding, limit, curve: [] };
  }
  const sustained = await evaluator.at(low);
  const key = missed === undefined ? "mean_e2el_ms" : figureKey(missed);
  const limit = await findBottleneck(evaluator, sustained, key);
  const curve = await Promise.all(CURVE.map((factor) => evaluator.at(low * factor)));
  return { config, kind, sustained, failed, binding, limit, curve };
}

/** Half of what the server does when all requests are there at once, in two digits; a trace's own rate. It knows no objective. */
async function startOf(evaluator: Evaluator): Promise<number> {
  if (evaluator.kind === "rate-scale") return 1;
  const saturated = await evaluator.saturated();
  checkServed(saturated);
  return Number((figureOf(saturated, "request_throughput") / 2).toPrecision(2));
}

function checkServed({ rejectedShare }: Evaluation): void {
  if (rejectedShare < 1) return;
  throw new UserError({
    field: "capacity",
    message: "has nothing to serve: every request is longer than the server takes",
    remedy: "See --max-model-len, and `inference-sim memory` for the size of the KV cache",
  });
}

function checkMeasured(evaluation: Evaluation, objectives: readonly Objective[]): void {
  const nothing = objectives.find(
    (objective) => !Number.isFinite(figureOf(evaluation, figureKey(objective))),
  );
  if (nothing === undefined) return;
  throw new UserError({
    field: "--slo",
    message: "limits a figure that this workload does not have",
    got: nothing.text,
    ...(nothing.metric === "tpot" || nothing.metric === "itl"
      ? { remedy: "A single output token has no time per output token" }
      : {}),
  });
}

function bindingText(failed: Evaluation, missed: Objective | undefined): string {
  if (missed === undefined) return STATE_TEXT[failed.state];
  return Number.isFinite(strain(missed, failed)) ? missed.text : "requests turned away";
}

/** The objective that is missed by most; none where only the queue gave way. */
function missedFirst(failed: Evaluation, objectives: readonly Objective[]): Objective | undefined {
  return objectives
    .filter((objective) => strain(objective, failed) >= 1)
    .sort((a, b) => strain(b, failed) - strain(a, failed))[0];
}
