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
