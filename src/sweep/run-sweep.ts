import { EXIT, UserError } from "../errors.ts";
import type { Outcome } from "./chunk.ts";
import { DataHashes } from "./data-hashes.ts";
import { Identities } from "./identity.ts";
import { distinct, type PlannedScenario, type SweepPlan } from "./plan.ts";
import { WorkerPool } from "./pool.ts";
import { ScenarioResolver } from "./resolver.ts";
import type { Task } from "./run-task.ts";
import type { ResultStore } from "./store.ts";

/** The part of a sweep that one of several processes runs: scenarios k with k mod `of` = `index`. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

export interface SweepRun {
  readonly plan: SweepPlan;
  readonly store: ResultStore;
  readonly workers: number;
  /** Absent: all of it. */
  readonly shard?: Shard;
  readonly onStart?: (counts: { readonly known: number; readonly due: number }) => void;
  readonly onOutcome?: (outcome: Outcome) => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs the scenarios of a sweep that have no result yet. Any number of processes may do so at once, and be killed: each result
 * is stored as soon as it is there.
 * @throws UserError when results cannot be stored
 */
export async function runSweep(run: SweepRun): Promise<void> {
  const { plan, store, workers, shard, signal } = run;
  store.open();
  const done = store.ids();
  const own =
    shard === undefined ? plan.scenarios : plan.scenarios.filter((_, k) => k % shard.of === shard.index);
  const possible = distinct(own.filter(({ problem }) => problem === undefined));
  const due = possible.filter(({ id }) => !done.has(id));
  run.onStart?.({ known: possible.length - due.length, due: due.length });
  if (due.length === 0) return;
  const before = store.failedIds();
  const stop = new AbortController();
  let fatal: string | undefined;
  const pool = new WorkerPool(Math.min(workers, due.length));
  try {
    await pool.run({
      tasks: tasksOf(plan, due),
      count: due.length,
      store: store.folder,
      signal: signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]),
      onOutcome: (outcome) => {
        if ("record" in outcome && before.has(outcome.id)) store.clearFailure(outcome.id);
        if ("lost" in outcome) store.writeFailure(outcome.id, outcome.problem);
        if ("fatal" in outcome) {
          fatal ??= outcome.problem;
          stop.abort();
        }
        run.onOutcome?.(outcome);
      },
    });
  } finally {
    await pool.close();
  }
  if (fatal !== undefined) throw new UserError({ message: fatal }, EXIT.failed);
}

/**
 * Resolved one by one when a worker is free.
 * @throws UserError when a scenario is no longer what was planned: its files have changed since
 */
function* tasksOf(plan: SweepPlan, due: readonly PlannedScenario[]): Generator<Task> {
  const resolver = new ScenarioResolver(plan);
  const identities = new Identities(new DataHashes());
  for (const { id, point } of due) {
    const config = resolver.resolve(point);
    if (identities.of(config) !== id) {
      throw new UserError({
        message: `scenario ${id} is not what was planned: a trace, a table or a configuration has changed since`,
        remedy: "Plan the sweep again",
      });
    }
    yield { id, serverId: identities.serverOf(config.server), config };
  }
}
