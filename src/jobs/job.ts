import { UserError } from "../errors.ts";

/** One process to run somewhere, described without any scheduler's words. */
export interface Job {
  /** Lower case letters, digits and dashes, at most 63: what Kubernetes takes as a name. */
  readonly name: string;
  /** Program and arguments; no shell reads them. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly resources: Resources;
  /** Seconds of running, not of waiting. */
  readonly timeLimitS: number;
  /** Absolute, on the machine that runs the job. */
  readonly workingFolder: string;
  /** Standard output and error, absolute. Kubernetes keeps them in the pod's log instead. */
  readonly outputFile: string;
}

export interface Resources {
  readonly gpus: number;
  /** What is reserved, and the most that may be used. */
  readonly cpus: Share;
  readonly memoryGiB: Share;
}

export interface Share {
  readonly request: number;
  readonly limit: number;
}

export const JOB_STATES = ["pending", "running", "succeeded", "failed", "timed-out", "cancelled"] as const;
export type JobState = (typeof JOB_STATES)[number];

export interface JobStatus {
  readonly state: JobState;
  /** Seconds since it started running, by the scheduler's clock. */
  readonly runningS?: number;
  readonly exitCode?: number;
  /** Why it waits or failed, in the scheduler's words. */
  readonly reason?: string;
}

export function isOver(state: JobState): boolean {
  return state !== "pending" && state !== "running";
}

/** @throws UserError when a scheduler would refuse the name. */
export function checkJobName(name: string): void {
  if (name.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)) return;
  throw new UserError({
    field: "job name",
    message: "must be lower case letters, digits and dashes, at most 63, with no dash at its ends",
    got: name,
  });
}
