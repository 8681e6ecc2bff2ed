import type { Task } from "./run-task.ts";

/** Requests that are worth handing a chunk to another thread: some 50 ms. */
const REQUESTS_PER_CHUNK = 20_000;
const MOST_TASKS = 32;
/** Chunks each worker should get at least, so that all end at about the same time. */
const CHUNKS_PER_WORKER = 4;
/** What a trace is taken to hold when nothing says how long it is. */
const REQUESTS_OF_TRACE = 20_000;

/** Cuts tasks, in order, into chunks of about equal work; `count` is how many there will be. */
export function* chunksOf(tasks: Iterable<Task>, count: number, workers: number): Generator<Task[]> {
  const most = Math.max(1, Math.min(MOST_TASKS, Math.ceil(count / (workers * CHUNKS_PER_WORKER))));
  let chunk: Task[] = [];
  let requests = 0;
  for (const task of tasks) {
    chunk.push(task);
    requests += requestsOf(task);
    if (chunk.length < most && requests < REQUESTS_PER_CHUNK) continue;
    yield chunk;
    chunk = [];
    requests = 0;
  }
  if (chunk.length > 0) yield chunk;
}

/** Requests of a task, as far as they are known before it runs. */
export function requestsOf({ config: { workload } }: Pick<Task, "config">): number {
  if (workload.kind === "trace") return workload.options.limit ?? REQUESTS_OF_TRACE;
  const { numRequests, arrivals } = workload.spec;
  return (
    numRequests ?? (arrivals.stages ?? []).reduce((sum, { rate, durationS }) => sum + rate * durationS, 0)
  );
}
