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

/** Shell lines that run the job's command and leave its exit status behind, whole or not at all. */
export function recordedCommand(job: Job): string {
  const file = exitFile(job);
  return [
    shellCommand(limited(job.command, job.timeLimitS)),
    "status=$?",
    `echo $status > ${shellWord(`${file}.tmp`)} && mv ${shellWord(`${file}.tmp`)} ${shellWord(file)}`,
    "exit $status",
  ].join("\n");
}

/** What the file says; undefined when the job has not ended, or was ended from outside. */
export function recordedStatus(job: Job): JobStatus | undefined {
  const file = exitFile(job);
  if (!existsSync(file)) return undefined;
  const exitCode = Number.parseInt(readFileSync(file, "utf8"), 10);
  if (exitCode === 0) return { state: "succeeded", exitCode };
  if (exitCode === TIMEOUT_EXIT) {
    return { state: "timed-out", exitCode, reason: `ran longer than ${job.timeLimitS} s` };
  }
  return { state: "failed", exitCode, reason: `exit status ${exitCode}` };
}
