import type { ScenarioConfig } from "../../config/scenario-config.ts";
import type { Breakdown } from "../breakdown.ts";
import { runSeeds } from "../compare/run-seeds.ts";
import { type Estimate, estimate } from "../estimate.ts";
import type { WorkerPool } from "../pool.ts";
import type { ScenarioRecord } from "../record.ts";
import type { WhatIf } from "../what-if/what-if.ts";
import { atLoad, type LoadKind, requestCount, withRequests } from "./load.ts";
import { figureKey, type Objective } from "./slo.ts";

/** What several runs at one load say. */
export interface Evaluation {
  readonly load: number;
  /** Requests of each run. */
  readonly requests: number;
  /** Whether latencies describe a steady state: no run was overloaded, and all but traces settled. */
  readonly stable: boolean;
  /** The worst verdict. */
  readonly verdict: string;
  /** Means over seeds by figure. */
  readonly figures: Readonly<Record<string, Estimate>>;
  readonly breakdown: Breakdown;
  readonly latencyShare: Readonly<Record<string, number>>;
}

/** How often the number of requests is doubled when a run ends before it has settled, and most of them. */
const DOUBLINGS = 4;
const MOST_REQUESTS = 64_000;
const VERDICTS = ["stable", "unsteady", "drain", "overloaded"];

/** Runs one server at any load, with the same seeds at each: every load is run once. */
export class Evaluator {
  readonly config: ScenarioConfig;
  readonly kind: LoadKind;
  private readonly pool: WorkerPool;
  private readonly seeds: number;
  private readonly known = new Map<string, Promise<Evaluation>>();
  private readonly onNote: (sentence: string) => void;

  constructor(
    pool: WorkerPool,
    config: ScenarioConfig,
    kind: LoadKind,
    seeds: number,
    onNote: (sentence: string) => void,
  ) {
    this.pool = pool;
    this.config = config;
    this.kind = kind;
    this.seeds = seeds;
    this.onNote = onNote;
  }

  at(load: number, whatIf?: WhatIf): Promise<Evaluation> {
    const key = JSON.stringify([String(load), whatIf]);
    const known = this.known.get(key) ?? this.run(load, whatIf);
    this.known.set(key, known);
    return known;
  }

  /** Loads that were run as they are, from the lowest up. */
  async all(): Promise<Evaluation[]> {
    const plain = [...this.known].filter(([key]) => JSON.parse(key)[1] === null);
    const evaluations = await Promise.all(plain.map(([, evaluation]) => evaluation));
    return evaluations.sort((a, b) => a.load - b.load);
  }

  /** Requests a second when all arrive at once: about what the server can do. */
  async saturatedThroughput(): Promise<number> {
    const { figures } = await this.at(Number.POSITIVE_INFINITY);
    return figures.request_throughput!.mean;
  }

  private async run(load: number, whatIf: WhatIf | undefined): Promise<Evaluation> {
    let loaded = atLoad(this.config, this.kind, load);
    for (let doubling = 0; ; doubling++) {
      const scenario = { name: "", config: loaded, ...(whatIf === undefined ? {} : { whatIf }) };
      const [records] = await runSeeds(this.pool, [scenario], this.seeds, this.onNote);
      const evaluation = evaluationOf(load, records!, this.config.workload.kind === "trace");
      const count = requestCount(loaded);
      const ended =
        evaluation.verdict !== "unsteady" || count === undefined || load === Number.POSITIVE_INFINITY;
      if (ended || doubling === DOUBLINGS || count * 2 > MOST_REQUESTS) return evaluation;
      loaded = withRequests(loaded, count * 2);
    }
  }
}

function evaluationOf(load: number, records: readonly ScenarioRecord[], isTrace: boolean): Evaluation {
  const verdicts = records.map(({ saturation }) => saturation.verdict);
  const verdict = VERDICTS.findLast((one) => verdicts.includes(one)) ?? "stable";
  const keys = Object.keys(records[0]!.figures);
  const figures = keys.map((key) => {
    return [key, estimate(records.map((record) => record.figures[key] ?? Number.NaN))] as const;
  });
  return {
    load,
    requests: records[0]!.figures.num_prompts ?? 0,
    // A trace is as long as it is.
    stable: verdict === "stable" || (verdict === "unsteady" && isTrace),
    verdict,
    figures: Object.fromEntries(figures),
    breakdown: meanOf(records.map(({ breakdown }) => breakdown)),
    latencyShare: meanOf(records.map(({ latencyShare }) => latencyShare)),
  };
}

function meanOf<T extends object>(all: readonly T[]): T {
  const keys = Object.keys(all[0]!) as (keyof T)[];
  const mean = (key: keyof T) => all.reduce((sum, one) => sum + (one[key] as number), 0) / all.length;
  return Object.fromEntries(keys.map((key) => [key, mean(key)])) as T;
}

/** A figure against its limit: above 1 the objective is missed. NaN where there is nothing to measure. */
export function strain(objective: Objective, { figures }: Evaluation): number {
  return (figures[figureKey(objective)]?.mean ?? Number.NaN) / objective.limitMs;
}

/** Whether a load can be sustained: steady, and every objective met. */
export function isSustained(evaluation: Evaluation, objectives: readonly Objective[]): boolean {
  return evaluation.stable && objectives.every((objective) => strain(objective, evaluation) < 1);
}
