import { join } from "node:path";
import type { Job } from "../../jobs/job.ts";
import type { RenderedFile } from "../../jobs/scheduler.ts";
import { checkSlurm } from "../../jobs/slurm.ts";
import {
  liveJob,
  liveTasks,
  slurmAfterScript,
  slurmArrayScript,
  submitScript,
} from "../../jobs/slurm-array.ts";
import type { SlurmOptions } from "../../jobs/slurm-script.ts";
import type { SweepPlace } from "./place.ts";
import type { Watch } from "./watch.ts";

/** Minutes that putting results together may take. */
const MERGE_LIMIT_S = 30 * 60;

/** A sweep as a job array, and a job that merges it when the array has ended, however it ended. */
export function slurmSweep(place: SweepPlace, program: readonly string[], options: SlurmOptions) {
  const { folder, tag, shards, maxParallel } = place;
  const array = shardArray(place, program);
  const merge: Job = {
    ...array,
    name: `infersim-merge-${tag}`,
    command: [...program, "sweep", "merge", folder, "--quiet"],
    env: {},
    resources: { ...place.resources, cpus: { request: 1, limit: 1 } },
    timeLimitS: MERGE_LIMIT_S,
    outputFile: join(folder, "logs", "merge.log"),
  };
  const size = { tasks: shards, ...(maxParallel < shards ? { maxParallel } : {}) };
  return {
    check: checkSlurm,
    /** What would be handed over. */
    render: (): RenderedFile[] => [
      { name: `${array.name}.sbatch`, text: slurmArrayScript(array, size, options) },
      { name: `${merge.name}.sbatch`, text: slurmAfterScript(merge, "ARRAY", options) },
    ],
    /** Hands array and merge over, unless an earlier call's are still under way. Returns the array's number. */
    async submit(): Promise<{ readonly id: string; readonly adopted: boolean }> {
      const live = await liveJob(array.name);
      if (live !== undefined) return { id: live, adopted: true };
      const id = await submitScript(array, slurmArrayScript(array, size, options));
      await submitScript(merge, slurmAfterScript(merge, id, options));
      return { id, adopted: false };
    },
    watch: (id: string): Watch => ({
      async state() {
        const counts = await liveTasks(id);
        const states = Object.entries(counts).map(([state, count]) => `${count} ${state.toLowerCase()}`);
        return { over: states.length === 0, text: states.join(", ") };
      },
    }),
  };
}

function shardArray(
  { folder, tag, shards, resources, timeLimitS }: SweepPlace,
  program: readonly string[],
): Job {
  return {
    name: `infersim-sweep-${tag}`,
    command: [...program, "sweep", "shard", folder],
    env: { SWEEP_SHARDS: String(shards) },
    resources,
    timeLimitS,
    workingFolder: process.cwd(),
    outputFile: join(folder, "logs", "shard-%a.log"),
  };
}
