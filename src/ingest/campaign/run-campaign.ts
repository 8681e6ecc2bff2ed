import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../errors.ts";
import type { Job, JobStatus } from "../../jobs/job.ts";
import type { Scheduler, Submitted } from "../../jobs/scheduler.ts";
import { type CampaignState, type Entry, isFinished, isLive } from "./state.ts";

/** A campaign under way. `save` is called after every change of `state`, before anything else happens. */
export interface Running {
  readonly state: CampaignState;
  readonly save: () => void;
  readonly scheduler: Scheduler;
  /** The job of each entry, by its id. */
  readonly jobs: ReadonlyMap<string, Job>;
  /** Ids to run; absent: all. */
  readonly only?: readonly string[] | undefined;
}

interface Watching {
  readonly pollS: number;
  /** Stops the watching; jobs go on. */
  readonly signal: AbortSignal;
  readonly onTick: () => void;
  /** What the user should know. */
  readonly onNote: (sentence: string) => void;
}

/** Scheduler's failures in a row after which watching makes no sense. */
const MAX_FAILURES = 30;
/** Times that one job may be refused. */
const MAX_REFUSALS = 3;

/**
 * Submits wave after wave until every job has ended: wave 0 at once and beside the others, each of the others when the
 * one before has ended, however it ended.
 * @returns whether every job has ended; false when it was told to stop
 * @throws UserError when the scheduler stops answering; jobs go on
 */
export async function runCampaign(running: Running, watching: Watching): Promise<boolean> {
  let failures = 0;
  while (!watching.signal.aborted) {
    try {
      await adoptInterrupted(running);
      await refresh(running, true);
      failures = 0;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (++failures >= MAX_FAILURES) throw error;
      watching.onNote(`${error.message}; asking again`);
    }
    if (failures === 0) await submitDue(running, watching);
    watching.onTick();
    if (concerned(running).every(([, entry]) => isFinished(entry))) return true;
    await sleep(watching.pollS * 1000, undefined, { signal: watching.signal }).catch(() => {});
  }
  return false;
}

function concerned({ state, only }: Running): [string, Entry][] {
  return Object.entries(state.jobs).filter(([id]) => only === undefined || only.includes(id));
}

/** Jobs whose handing over was cut off: found by name, else handed over again. */
async function adoptInterrupted({ state, save, scheduler, jobs }: Running): Promise<void> {
  for (const [id, entry] of Object.entries(state.jobs)) {
    if (entry.state !== "submitting") continue;
    const found = await scheduler.find(jobs.get(id)!);
    Object.assign(entry, found === undefined ? { state: "waiting" } : { state: "pending", id: found });
    save();
  }
}

/** Asks where the jobs stand. With `enforce`, ends those that are past their limit. */
export async function refresh({ state, save, scheduler, jobs }: Running, enforce: boolean): Promise<void> {
  const live = Object.entries(state.jobs).filter(([, entry]) => isLive(entry) && entry.id !== undefined);
  if (live.length === 0) return;
  const submitted = live.map(([id, entry]): Submitted => ({ id: entry.id!, job: jobs.get(id)! }));
  const statuses = await scheduler.poll(submitted);
  for (const [index, [, entry]] of live.entries()) {
    const handle = submitted[index]!;
    const status = statuses.get(handle.id);
    if (status === undefined) continue;
    const over = enforce ? limitReached(entry, status, handle.job, state) : undefined;
    if (over !== undefined) await scheduler.cancel(handle);
    settle(entry, over ?? status);
    if (entry.state === "failed") await explain(entry, handle, scheduler);
  }
  save();
}

function limitReached(
  entry: Entry,
  status: JobStatus,
  job: Job,
  { limits }: CampaignState,
): JobStatus | undefined {
  if (status.state === "running" && (status.runningS ?? 0) > job.timeLimitS) {
    return { ...status, state: "timed-out", reason: `ran longer than ${job.timeLimitS} s` };
  }
  const waitedS = (Date.now() - Date.parse(entry.submittedAt ?? "")) / 1000;
  if (status.state === "pending" && waitedS > limits.queueMin * 60) {
    const why = status.reason === undefined ? "" : `: ${status.reason}`;
    return { state: "timed-out", reason: `waited longer than ${limits.queueMin} min${why}` };
  }
  return undefined;
}

function settle(entry: Entry, { state, runningS, exitCode, reason }: JobStatus): void {
  entry.state = state;
  if (runningS !== undefined) entry.runningS = runningS;
  if (exitCode !== undefined) entry.exitCode = exitCode;
  if (reason !== undefined) entry.reason = reason;
  else delete entry.reason;
  if (isFinished(entry)) entry.finishedAt = new Date().toISOString();
}

/** The last line that a failed job printed says more than its exit status. */
async function explain(entry: Entry, handle: Submitted, scheduler: Scheduler): Promise<void> {
  const last = (await scheduler.lastWords(handle)).trim().split("\n").at(-1)?.trim() ?? "";
  if (last !== "") entry.reason = `${entry.reason ?? "failed"}: ${last.slice(0, 200)}`;
}

/** Hands over what is due and has room: wave 0, and the first wave that has not ended. */
async function submitDue(running: Running, { signal, onNote }: Watching): Promise<void> {
  const { state, save, scheduler, jobs } = running;
  const entries = concerned(running);
  const open = entries
    .filter(([, entry]) => entry.wave > 0 && !isFinished(entry))
    .map(([, { wave }]) => wave);
  const current = Math.min(...open);
  const gpusOf = (id: string) => Math.min(jobs.get(id)!.resources.gpus, scheduler.gpus);
  const gpusInUse = () =>
    Object.entries(state.jobs)
      .filter(([, entry]) => isLive(entry))
      .reduce((sum, [id]) => sum + gpusOf(id), 0);
  for (const [id, entry] of entries) {
    if (signal.aborted) return;
    if (entry.state !== "waiting" || (entry.wave !== 0 && entry.wave !== current)) continue;
    if (gpusOf(id) + gpusInUse() > scheduler.gpus) return;
    Object.assign(entry, { state: "submitting", submittedAt: new Date().toISOString() });
    save();
    try {
      Object.assign(entry, { id: await scheduler.submit(jobs.get(id)!), state: "pending" });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      entry.refusals = (entry.refusals ?? 0) + 1;
      // It may have been taken all the same: until it is asked for by name it counts as handed over.
      if (entry.refusals >= MAX_REFUSALS) settle(entry, { state: "failed", reason: error.message });
      onNote(`${id} was not taken: ${error.message}`);
    }
    save();
  }
}
