import { recordedCommand } from "./exit-file.ts";
import type { Job } from "./job.ts";
import { shellWord } from "./shell.ts";

export interface SlurmOptions {
  /** Folder that this machine and every node see under the same path. */
  readonly sharedFolder: string;
  readonly partition?: string;
  readonly account?: string;
  /** Further `sbatch` options, written as on its command line: `--gres=gpu:h100:1`, `--constraint=sxm`. */
  readonly sbatchOptions: readonly string[];
  /** Shell line run before the command: `module load cuda`, `source venv/bin/activate`. */
  readonly setup?: string;
}

/** Minutes that SLURM's own limit is longer than the job's, which the job keeps itself. */
const SPARE_MIN = 2;

/** The batch script of a job. */
export function slurmScript(job: Job, options: SlurmOptions): string {
  return [...slurmHead(job, options), recordedCommand(job), ""].join("\n");
}

/** Everything of a batch script before its command; `more` are directives of this kind of job. */
export function slurmHead(job: Job, options: SlurmOptions, more: readonly string[] = []): string[] {
  const { partition, account, sbatchOptions, setup } = options;
  const { gpus, cpus, memoryGiB } = job.resources;
  const ownGpus = sbatchOptions.some((option) => /^--(gres|gpus|gpus-per-\w+)\b/.test(option));
  const directives = [
    `--job-name=${job.name}`,
    `--output=${job.outputFile}`,
    `--chdir=${job.workingFolder}`,
    `--time=${Math.ceil(job.timeLimitS / 60) + SPARE_MIN}`,
    ...(gpus > 0 && !ownGpus ? [`--gres=gpu:${gpus}`] : []),
    `--cpus-per-task=${cpus.request}`,
    `--mem=${memoryText(memoryGiB.request)}`,
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    ...(account === undefined ? [] : [`--account=${account}`]),
    ...more,
    ...sbatchOptions,
  ];
  const exports = Object.entries(job.env).map(([name, value]) => `export ${name}=${shellWord(value)}`);
  return [
    "#!/bin/bash",
    ...directives.map((directive) => `#SBATCH ${directive}`),
    ...exports,
    ...(setup === undefined ? [] : [setup]),
  ];
}

/** SLURM takes whole numbers only. */
function memoryText(gib: number): string {
  return Number.isInteger(gib) ? `${gib}G` : `${Math.ceil(gib * 1024)}M`;
}
