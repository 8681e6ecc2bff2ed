import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../errors.ts";

/** Jobs under way. */
export interface Watch {
  /** Whether all have ended, and how they stand in words: `4 running, 12 pending`. */
  state(): Promise<{ readonly over: boolean; readonly text: string }>;
}

export interface WatchOptions {
  readonly pollS: number;
  readonly signal: AbortSignal;
  readonly onTick: (text: string) => void;
  readonly onNote: (sentence: string) => void;
}

/** Failures of the scheduler in a row after which watching makes no sense. */
const MAX_FAILURES = 30;

/**
 * Asks from time to time until all jobs have ended.
 * @returns whether they have; false when it was told to stop
 * @throws UserError when the scheduler stops answering; jobs go on
 */
export async function watchJobs(
  watch: Watch,
  { pollS, signal, onTick, onNote }: WatchOptions,
): Promise<boolean> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      const { over, text } = await watch.state();
      failures = 0;
      onTick(text);
      if (over) return true;
    } catch (error) {
      if (!(error instanceof UserError) || ++failures >= MAX_FAILURES) throw error;
      onNote(`${error.message}; asking again`);
    }
    await sleep(pollS * 1000, undefined, { signal }).catch(() => {});
  }
  return false;
}
