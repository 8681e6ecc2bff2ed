import { createHash } from "node:crypto";
import { basename, resolve } from "node:path";
import type { Job } from "../../jobs/job.ts";
import { manifestText } from "../manifest.ts";
import type { SweepPlan } from "../plan.ts";

/** A sweep on its way to a cluster. */
export interface SweepPlace {
  readonly plan: SweepPlan;
  /** Folder of the sweep on this machine, absolute. */
  readonly folder: string;
  /** Tells the jobs of this sweep from those of others: a hash of its plan and its folder. */
  readonly tag: string;
  readonly shards: number;
  readonly maxParallel: number;
  readonly resources: Job["resources"];
  /** Seconds that one shard may run. */
  readonly timeLimitS: number;
}

const TAG_DIGITS = 10;

export function tagOf(plan: SweepPlan, folder: string): string {
  const hash = createHash("sha256").update(manifestText(plan)).update(resolve(folder));
  return hash.digest("hex").slice(0, TAG_DIGITS);
}

/** Whole cores that a shard may use: one worker thread each. */
export function workersOf({ cpus }: Job["resources"]): number {
  return Math.max(1, Math.floor(cpus.limit));
}

/** Folder of a sweep below the mount of a claim. */
export function remoteFolder({ folder, tag }: SweepPlace, mountPath: string): string {
  return `${mountPath}/inference-sim-sweeps/${basename(folder)}-${tag}`;
}
