import { UserError } from "../errors.ts";
import { requestsOf } from "./chunks.ts";
import { DataHashes } from "./data-hashes.ts";
import { Identities } from "./identity.ts";
import type { PlannedScenario, SweepPlan } from "./plan.ts";
import { ScenarioResolver } from "./resolver.ts";
import { type Task, TaskRunner } from "./run-task.ts";
import { Workloads } from "./workloads.ts";

/** Starting threads and reading results back, in seconds. */
const FIXED_S = 0.3;
/** Scenarios that are run to see how fast this machine is. */
const SAMPLES = 8;
const MOST_REQUESTS = 2000;
const GOLDEN_RATIO = (1 + Math.sqrt(5)) / 2;
const SAMPLING_MS = 600;

export interface SweepEstimate {
  readonly seconds: number;
  readonly requests: number;
}

/**
 * How long scenarios would take, from the time that shortened versions of a few of them take now, and that reading each trace
 * takes. Stores nothing.
 */
export async function estimateSweep(
  plan: SweepPlan,
  due: readonly PlannedScenario[],
  workers: number,
): Promise<SweepEstimate> {
  const tasks = [...tasksOf(plan, due)];
  const lengths = new TraceLengths();
  let requests = 0;
  for (const { config } of tasks) requests += await lengths.of(config.workload, requestsOf({ config }));
  const { perRequestMs, perServerMs } = await sampled(tasks);
  // Each thread builds the servers, and reads the traces, of the chunks that come to it.
  const servers = Math.min(tasks.length, workers * new Set(tasks.map(({ serverId }) => serverId)).size);
  const sharedMs = requests * perRequestMs + servers * perServerMs;
  return { seconds: FIXED_S + (lengths.readMs + sharedMs / workers) / 1000, requests };
}

function* tasksOf(plan: SweepPlan, due: readonly PlannedScenario[]): Generator<Task> {
  const resolver = new ScenarioResolver(plan);
  const identities = new Identities(new DataHashes());
  for (const { id, point } of due) {
    const config = resolver.resolve(point);
    yield { id, serverId: identities.serverOf(config.server), config };
  }
}

/** Requests of traces, which are known once they are read. */
class TraceLengths {
  readMs = 0;
  private readonly workloads = new Workloads();

  async of(workload: Task["config"]["workload"], known: number): Promise<number> {
    if (workload.kind !== "trace") return known;
    const begin = performance.now();
    try {
      return (await this.workloads.get(workload)).requests.count;
    } catch (error) {
      return ignored(error);
    } finally {
      this.readMs += performance.now() - begin;
    }
  }
}

async function sampled(tasks: readonly Task[]) {
  const runner = new TaskRunner();
  const count = Math.min(SAMPLES, tasks.length);
  const samples = Array.from({ length: count }, (_, i) => new Sample(spread(tasks, i), runner));
  const begin = performance.now();
  for (let round = 0; round < 2 || performance.now() - begin < SAMPLING_MS; round++) {
    for (const sample of samples) await sample.run();
    if (samples.every(({ requests }) => requests === 0)) break;
  }
  const ran = samples.filter(({ requests }) => requests > 0);
  if (ran.length === 0) return { perRequestMs: 0, perServerMs: 0 };
  const sum = (of: (sample: Sample) => number) => ran.reduce((total, sample) => total + of(sample), 0);
  return {
    perRequestMs:
      sum(({ bestMs }) => bestMs) /
      Math.max(
        1,
        sum(({ requests }) => requests),
      ),
    perServerMs: Math.min(...ran.map(({ firstMs, bestMs }) => firstMs - bestMs)),
  };
}

/** The nth of some that lie all over the list, but not in step with its axes. */
function spread(tasks: readonly Task[], n: number): Task {
  return shortened(tasks[Math.floor((((n + 0.5) * GOLDEN_RATIO) % 1) * tasks.length)]!);
}

/** One scenario, run again and again: the first time its server is built, and only after some the code is compiled. */
class Sample {
  requests = 0;
  firstMs = 0;
  bestMs = Number.POSITIVE_INFINITY;
  private readonly task: Task;
  private readonly runner: TaskRunner;

  constructor(task: Task, runner: TaskRunner) {
    this.task = task;
    this.runner = runner;
  }

  async run(): Promise<void> {
    const begin = performance.now();
    try {
      const { report } = await this.runner.run(this.task);
      this.requests = report.summary.requests;
    } catch (error) {
      ignored(error);
    }
    const ms = performance.now() - begin;
    if (this.bestMs === Number.POSITIVE_INFINITY) this.firstMs = ms;
    this.bestMs = Math.min(this.bestMs, ms);
  }
}

function shortened(task: Task): Task {
  const { config } = task;
  const { workload } = config;
  const limit = Math.min(MOST_REQUESTS, requestsOf({ config }));
  const short: typeof workload =
    workload.kind === "trace"
      ? { ...workload, options: { ...workload.options, limit } }
      : { ...workload, spec: { ...workload.spec, numRequests: limit } };
  return { ...task, config: { ...config, warmup: 0, workload: short } };
}

/** It will fail in the sweep too, and be told there. */
function ignored(error: unknown): 0 {
  if (error instanceof UserError) return 0;
  throw error;
}
