import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Job } from "../../src/jobs/job.ts";

/** A job that runs `sh -c script` with its output in `folder`. */
export function shellJob(name: string, script: string, folder: string, timeLimitS = 60): Job {
  return {
    name,
    command: ["sh", "-c", script],
    env: { GREETING: "it's me" },
    resources: { gpus: 1, cpus: { request: 4, limit: 8 }, memoryGiB: { request: 32, limit: 64 } },
    timeLimitS,
    workingFolder: folder,
    outputFile: `${folder}/${name}.log`,
  };
}

/** Whether a process ends within a few seconds; one that waits to be reaped has ended. */
export async function ends(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 200; tries++) {
    if (!runs(pid)) return true;
    await sleep(20);
  }
  return false;
}

export function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.[0] !== "Z";
  } catch {
    return false;
  }
}
