import type { ScenarioConfig } from "../../config/scenario-config.ts";
import { UserError } from "../../errors.ts";
import type { WorkerPool } from "../pool.ts";
import { type BottleneckFinding, findBottleneck } from "./bottleneck.ts";
import { type Evaluation, Evaluator, isSustained, strain } from "./evaluate.ts";
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

/** @throws UserError for a workload without a rate, or when an objective has nothing to measure */
export async function findCapacity(config: ScenarioConfig, search: CapacitySearch): Promise<Capacity> {
  const { pool, objectives, seeds, onNote } = search;
  const kind = loadKind(config);
  const evaluator = new Evaluator(pool, config, kind, seeds, onNote);
  const { low, high } = await highestLoad(
    await startOf(evaluator),
    async (load) => {
      const evaluation = await evaluator.at(load);
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
  const missed = missedFirst(failed, objectives);
  const binding = missed?.text ?? `the queue (${failed.verdict})`;
  if (low === 0) {
    const limit = { bottleneck: "unknown", evidence: "no load is low enough" } as const;
    return { config, kind, failed, binding, limit, curve: [] };
  }
  const sustained = await evaluator.at(low);
  const key = missed === undefined ? "mean_e2el_ms" : figureKey(missed);
  const limit = await findBottleneck(evaluator, sustained, failed, key);
  const curve = await Promise.all(CURVE.map((factor) => evaluator.at(low * factor)));
  return { config, kind, sustained, failed, binding, limit, curve };
}

/** Half of what the server does when all requests are there at once, in two digits; a trace's own rate. It knows no objective. */
async function startOf(evaluator: Evaluator): Promise<number> {
  if (evaluator.kind === "rate-scale") return 1;
  return Number(((await evaluator.saturatedThroughput()) / 2).toPrecision(2));
}

function checkMeasured({ figures }: Evaluation, objectives: readonly Objective[]): void {
  const nothing = objectives.find((objective) => !Number.isFinite(figures[figureKey(objective)]?.mean));
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

/** The objective that is missed by most; none where only the queue gave way. */
function missedFirst(failed: Evaluation, objectives: readonly Objective[]): Objective | undefined {
  return objectives
    .filter((objective) => strain(objective, failed) >= 1)
    .sort((a, b) => strain(b, failed) - strain(a, failed))[0];
}
