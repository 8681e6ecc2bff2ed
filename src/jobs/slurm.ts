import { existsSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { EXIT, UserError } from "../errors.ts";
import { exec, execOk, oneLine } from "./exec.ts";
import { exitFile, recordedStatus } from "./exit-file.ts";
import type { Job, JobStatus } from "./job.ts";
import { lastLines } from "./last-lines.ts";
import { makeFolder, placeFiles } from "./place-files.ts";
import type { JobFiles, Scheduler, Submitted } from "./scheduler.ts";
import { type SlurmOptions, slurmScript } from "./slurm-script.ts";
import { parseSqueue, SQUEUE_FORMAT } from "./slurm-states.ts";

/** SLURM, through sbatch, squeue and scancel. Accounting (sacct) is not needed. */
export function slurmScheduler(options: SlurmOptions): Scheduler {
  const filesFolder = join(options.sharedFolder, "kernels");
  return {
    name: "slurm",
    gpus: Number.POSITIVE_INFINITY,
    filesFolder,
    check: checkSlurm,
    async provide(files: JobFiles) {
      placeFiles(filesFolder, files);
    },
    async submit(job) {
      makeFolder(dirname(job.outputFile));
      rmSync(exitFile(job), { force: true });
      const answer = await execOk("sbatch", ["--parsable"], { input: slurmScript(job, options) });
      return idIn(answer);
    },
    find,
    poll,
    async cancel({ id }) {
      const { code, stderr } = await exec("scancel", [id]);
      if (code !== 0 && !isUnknown(stderr)) throw refusal("scancel", stderr);
    },
    lastWords: async ({ job }) => lastLines(job.outputFile),
    render: (job) => ({ name: `${job.name}.sbatch`, text: slurmScript(job, options) }),
    renderFiles: () => [],
  };
}

export async function checkSlurm(): Promise<void> {
  const { code, stderr } = await exec("sinfo", ["--noheader", "--format=%P"], { timeoutS: 90 });
  if (code !== 0) {
    throw new UserError({
      message: `SLURM does not answer: ${oneLine(stderr)}`,
      remedy: "Run this on a machine where `sinfo` works",
    });
  }
  await execOk("sbatch", ["--version"]);
}

/** `1234` or `1234;cluster`. */
export function idIn(answer: string): string {
  const id = /^(\d+)/.exec(answer.trim())?.[1];
  if (id === undefined) {
    throw new UserError({ message: `sbatch answered without a job id: ${oneLine(answer)}` }, EXIT.failed);
  }
  return id;
}

async function find(job: Job): Promise<string | undefined> {
  const listed = await execOk("squeue", [
    "--noheader",
    "--me",
    `--name=${job.name}`,
    "--states=all",
    "--format=%i",
  ]);
  const id = listed.trim().split("\n").at(-1)?.trim();
  if (id !== undefined && id !== "") return id;
  // It came and went; SLURM has forgotten its number, the exit file has not.
  return existsSync(exitFile(job)) ? FORGOTTEN : undefined;
}

/** Stands for the id of a job that SLURM no longer knows. */
const FORGOTTEN = "0";

async function poll(submitted: readonly Submitted[]): Promise<ReadonlyMap<string, JobStatus>> {
  const ids = submitted.map(({ id }) => id).filter((id) => id !== FORGOTTEN);
  const known = ids.length === 0 ? new Map<string, JobStatus>() : await squeue(ids);
  return new Map(submitted.map(({ id, job }) => [id, statusOf(job, known.get(id))]));
}

async function squeue(ids: readonly string[]): Promise<Map<string, JobStatus>> {
  const { code, stdout, stderr } = await exec("squeue", [
    "--noheader",
    `--jobs=${ids.join(",")}`,
    "--states=all",
    `--format=${SQUEUE_FORMAT}`,
  ]);
  if (code === 0) return parseSqueue(stdout.toString());
  // With a single id that it has forgotten, squeue fails instead of printing nothing.
  if (isUnknown(stderr)) return new Map();
  throw refusal("squeue", stderr);
}

function statusOf(job: Job, listed: JobStatus | undefined): JobStatus {
  if (listed?.state === "pending" || listed?.state === "running") return listed;
  // The exit file tells a limit the job kept itself from a failure; SLURM calls both FAILED.
  const recorded = recordedStatus(job);
  if (recorded !== undefined && listed?.state !== "cancelled") return recorded;
  return listed ?? { state: "failed", reason: "gone from SLURM, and left no exit status" };
}

export function isUnknown(stderr: string): boolean {
  return /invalid job id/i.test(stderr);
}

function refusal(program: string, stderr: string): UserError {
  return new UserError({ message: `${program} failed: ${oneLine(stderr)}` }, EXIT.failed);
}
