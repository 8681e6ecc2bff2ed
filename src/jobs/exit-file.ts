import { existsSync, readFileSync } from "node:fs";
import type { Job, JobStatus } from "./job.ts";
import { limited, shellCommand, shellWord, TIMEOUT_EXIT } from "./shell.ts";

/**
 * A job leaves its exit status in a file beside its output, so that it is known for good: schedulers forget jobs
 * within minutes, and accounting is often not set up.
 */
export function exitFile({ outputFile }: Pick<Job, "outputFile">): string {
  return `${outputFile}.exit`;
}

/**
 * Shell lines that run the job's command and leave its exit status behind, whole or not at all. `timeout` leads a
 * process group of its own, so a signal to the shell is handed on to it.
 */
export function recordedCommand(job: Job): string {
  const file = exitFile(job);
  return [
    // Signals may come before there is a child to hand them to.
    "child= ended=",
    "trap 'ended=yes; [ -z \"$child\" ] || kill -TERM $child 2>/dev/null' TERM INT HUP",
    `${shellCommand(limited(job.command, job.timeLimitS))} &`,
    "child=$!",
    // One that comes while the child is being made can be lost on it: said again for a second.
    'if [ -n "$ended" ]; then for again in 1 2 3 4 5; do kill -TERM $child 2>/dev/null; sleep 0.2; done; fi',
    "wait $child; status=$?",
    "while kill -0 $child 2>/dev/null; do wait $child; status=$?; done",
    `echo $status > ${shellWord(`${file}.tmp`)} && mv ${shellWord(`${file}.tmp`)} ${shellWord(file)}`,
    "exit $status",
  ].join("\n");
}

/** 128 + SIGTERM. */
const TERMINATED_EXIT = 143;

/** What the file says; undefined when the job has not ended, or was killed outright. */
export function recordedStatus(job: Job): JobStatus | undefined {
  const file = exitFile(job);
  if (!existsSync(file)) return undefined;
  const exitCode = Number.parseInt(readFileSync(file, "utf8"), 10);
  if (exitCode === 0) return { state: "succeeded", exitCode };
  if (exitCode === TIMEOUT_EXIT) {
    return { state: "timed-out", exitCode, reason: `ran longer than ${job.timeLimitS} s` };
  }
  if (exitCode === TERMINATED_EXIT) return { state: "cancelled", exitCode, reason: "ended from outside" };
  return { state: "failed", exitCode, reason: `exit status ${exitCode}` };
}
