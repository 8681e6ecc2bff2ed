import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { EXIT, UserError } from "../errors.ts";
import { exec, execOk, oneLine } from "./exec.ts";
import type { Job } from "./job.ts";
import { shellCommand } from "./shell.ts";
import { idIn, isUnknown } from "./slurm.ts";
import { type SlurmOptions, slurmHead } from "./slurm-script.ts";

/** How many tasks an array has, and how many of them may run at once. */
interface ArraySize {
  readonly tasks: number;
  /** Absent: all. */
  readonly maxParallel?: number;
}

/**
 * A job array: the same command once a task, told apart by SLURM_ARRAY_TASK_ID. `%a` in the output file is that number. Tasks
 * must be safe to run again: those of a node that dies are.
 */
export function slurmArrayScript(job: Job, size: ArraySize, options: SlurmOptions): string {
  const { tasks, maxParallel } = size;
  const limit = maxParallel === undefined ? "" : `%${maxParallel}`;
  const more = [`--array=0-${tasks - 1}${limit}`, "--requeue", "--open-mode=append"];
  return [...slurmHead(job, options, more), `exec ${shellCommand(job.command)}`, ""].join("\n");
}

/** A job that starts when another has ended, however that ended. */
export function slurmAfterScript(job: Job, id: string, options: SlurmOptions): string {
  const more = [`--dependency=afterany:${id}`, "--open-mode=append"];
  return [...slurmHead(job, options, more), `exec ${shellCommand(job.command)}`, ""].join("\n");
}

/** Hands a script over; returns SLURM's number for it. */
export async function submitScript(job: Job, script: string): Promise<string> {
  mkdirSync(dirname(job.outputFile), { recursive: true });
  return idIn(await execOk("sbatch", ["--parsable"], { input: script }));
}

/** Number of the user's job of this name that waits or runs, if there is one. */
export async function liveJob(name: string): Promise<string | undefined> {
  const listed = await execOk("squeue", ["--noheader", "--me", `--name=${name}`, "--format=%A"]);
  return listed.trim().split("\n").at(-1)?.trim() || undefined;
}

/** Tasks of an array, or of any job, that have not ended, by state: `{ RUNNING: 4, PENDING: 12 }`; empty when all have. */
export async function liveTasks(id: string): Promise<Readonly<Record<string, number>>> {
  const args = ["--noheader", "--array", `--jobs=${id}`, "--format=%T"];
  const { code, stdout, stderr } = await exec("squeue", args);
  if (code !== 0) {
    // Jobs that ended some minutes ago are forgotten.
    if (isUnknown(stderr)) return {};
    throw new UserError({ message: `squeue failed: ${oneLine(stderr)}` }, EXIT.failed);
  }
  const counts: Record<string, number> = {};
  for (const state of stdout.toString().split("\n").filter(Boolean)) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
