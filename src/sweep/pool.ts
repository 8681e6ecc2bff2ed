import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Tinypool } from "tinypool";
import { EXIT, UserError } from "../errors.ts";
import { type Chunk, type Outcome, runChunk } from "./chunk.ts";
import { chunksOf } from "./chunks.ts";
import { DataHashes } from "./data-hashes.ts";
import { Identities } from "./identity.ts";
import type { Task } from "./run-task.ts";
import type { SeededScenario } from "./seeded-scenario.ts";
import type { ResultStore } from "./store.ts";

/** Made by the build, beside the bundle or above its chunks. */
const WORKER_FILES = ["./sweep-worker.js", "../sweep-worker.js"];
/** Chunks handed over before the first is done, for each worker: enough that none waits. */
const AHEAD = 2;

/** Cores that this process may use: those of its SLURM task, else all there are. */
export function defaultWorkers(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): number {
  const task = Number(environment.SLURM_CPUS_PER_TASK);
  return Number.isSafeInteger(task) && task > 0 ? task : availableParallelism();
}

export interface Batch {
  readonly tasks: Iterable<Task>;
  /** How many there are. */
  readonly count: number;
  readonly store?: string;
  readonly onOutcome: (outcome: Outcome) => void;
  /** Stops after the chunks under way. */
  readonly signal?: AbortSignal;
}

type Threads = Pick<Tinypool, "run" | "destroy">;

/** Worker threads that run scenarios; with one worker this thread runs them itself. */
export class WorkerPool {
  readonly workers: number;
  /** Names of the scenarios that go through the pool; files are hashed once. */
  readonly identities = new Identities(new DataHashes());
  /** Where searches keep their runs, and find those that are there; batches name their own. */
  readonly kept: ResultStore | undefined;
  /** What searches asked for, by id, simulated now or before. */
  readonly asked = new Map<string, SeededScenario>();
  private readonly start: (workers: number) => Promise<Threads>;
  private threads: Promise<Threads> | undefined;

  constructor(
    workers: number,
    kept?: ResultStore,
    start: (workers: number) => Promise<Threads> = startThreads,
  ) {
    this.workers = workers;
    this.kept = kept;
    this.start = start;
  }

  /** Runs all tasks, in whatever order; a task that fails is an outcome like any other. */
  async run({ tasks, count, store, onOutcome, signal }: Batch): Promise<void> {
    const under = new Set<Promise<void>>();
    const room = this.workers === 1 || count === 1 ? 1 : this.workers * AHEAD;
    for (const chunk of chunksOf(tasks, count, this.workers)) {
      if (signal?.aborted) break;
      const handed = { tasks: chunk, ...(store === undefined ? {} : { store }) };
      const running = this.outlive(handed, count).then((outcomes) => {
        under.delete(running);
        for (const outcome of outcomes) onOutcome(outcome);
      });
      under.add(running);
      if (under.size >= room) await Promise.race(under);
    }
    await Promise.all(under);
  }

  async close(): Promise<void> {
    // Threads that could not be started need no end, and that was said.
    const threads = await this.threads?.catch(() => undefined);
    await threads?.destroy();
  }

  /** A task that takes its thread with it, for want of memory, does not take the others of its chunk: each runs alone then. */
  private async outlive(chunk: Chunk, count: number): Promise<Outcome[]> {
    try {
      return await this.hand(chunk, count);
    } catch (error) {
      if (error instanceof UserError) {
        return chunk.tasks.map(({ id }) => ({ id, problem: error.message, fatal: true }));
      }
      const [first, ...others] = chunk.tasks;
      if (others.length === 0) return [{ id: first!.id, problem: lost(error), lost: true }];
      const outcomes: Outcome[] = [];
      for (const task of chunk.tasks)
        outcomes.push(...(await this.outlive({ ...chunk, tasks: [task] }, count)));
      return outcomes;
    }
  }

  private async hand(chunk: Chunk, count: number): Promise<Outcome[]> {
    // A single task is done sooner than a thread has started.
    if (this.workers === 1 || (count === 1 && this.threads === undefined)) {
      // Lets timers and signals have their turn.
      await new Promise(setImmediate);
      return runChunk(chunk);
    }
    this.threads ??= this.start(this.workers);
    return (await this.threads).run(chunk);
  }
}

async function startThreads(workers: number): Promise<Threads> {
  const { Tinypool } = await import("tinypool");
  return new Tinypool({
    filename: workerFile(),
    runtime: "worker_threads",
    minThreads: workers,
    maxThreads: workers,
    // A worker that sleeps on a lock cannot be woken by a signal.
    useAtomics: false,
  });
}

function workerFile(): string {
  const files = WORKER_FILES.map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const found = files.find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new UserError(
    {
      field: files[0]!,
      message: "does not exist",
      remedy: "Build with `npm run build`, or give --workers 1",
    },
    EXIT.failed,
  );
}

function lost(error: unknown): string {
  return `its worker thread ended: ${error instanceof Error ? error.message : String(error)}`;
}
