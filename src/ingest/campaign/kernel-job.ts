import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../errors.ts";
import { checkJobName, type Job } from "../../jobs/job.ts";
import type { JobFiles, Scheduler } from "../../jobs/scheduler.ts";
import type { Device } from "../../roofline/hardware.ts";
import { type BenchJob, peakTFlopsOf } from "../bench-job.ts";
import type { CampaignState } from "./state.ts";
import { type CampaignPlace, environmentOf, inCluster, resultsFolder } from "./target.ts";

/** `infersim-h100-32-8-128-decode-tp2-20260102-030405` */
export function jobName({ id }: Pick<BenchJob, "id">, gpu: string, stamp: string): string {
  const name = `infersim-${gpu.toLowerCase()}-${id.replaceAll("/", "-")}-${stamp}`;
  checkJobName(name);
  return name;
}

/** The kernel scripts, which travel with the jobs. */
export function kernelFiles(folder: string): JobFiles {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith(".py"));
  } catch (error) {
    throw new UserError({
      field: "--kernels",
      message: `cannot be read (${(error as Error).message})`,
      got: folder,
    });
  }
  if (names.length === 0) {
    throw new UserError({ field: "--kernels", message: "holds no kernel script", got: folder });
  }
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

/** A benchmark as a job for any scheduler. */
export function kernelJob(
  bench: BenchJob,
  state: CampaignState,
  place: CampaignPlace,
  { filesFolder }: Pick<Scheduler, "filesFolder">,
  device: Device,
): Job {
  const { target, gpu, limits, selfTest } = state;
  const name = state.jobs[bench.id]?.name ?? jobName(bench, gpu, place.stamp);
  return {
    name,
    command: [
      target.python,
      `${filesFolder}/${bench.script}`,
      ...bench.args,
      `--gpu=${gpu}`,
      `--peak-tflops=${peakTFlopsOf(bench, gpu, device)}`,
      `--memory-tbs=${device.memoryTBs}`,
      `--out=${resultsFolder(target, place)}/${bench.table}`,
      ...(selfTest ? ["--self-test"] : []),
    ],
    env: environmentOf(target, bench.gpus),
    resources: { gpus: bench.gpus, ...target.resources },
    timeLimitS: 60 * (bench.wave === 0 ? limits.wave0Min : limits.waveMin),
    workingFolder: inCluster(target) ? target.kubernetes.mountPath : place.folder,
    outputFile: join(place.folder, "logs", `${name}.log`),
  };
}
