import { join, resolve } from "node:path";
import { FLAGS } from "../config/flags.ts";
import { packageRoot } from "../config/package-root.ts";
import { UserError } from "../errors.ts";
import type { BenchJob } from "../ingest/bench-job.ts";
import { kernelFiles, kernelJob } from "../ingest/campaign/kernel-job.ts";
import { openCampaign } from "../ingest/campaign/open-campaign.ts";
import { type CampaignState, readState, stateFile } from "../ingest/campaign/state.ts";
import { type CampaignPlace, schedulerOf } from "../ingest/campaign/target.ts";
import { everyJob, WAVE_LIMIT_MIN, WAVE0_LIMIT_MIN } from "../ingest/plan.ts";
import type { Job } from "../jobs/job.ts";
import type { JobFiles, Scheduler } from "../jobs/scheduler.ts";
import { benchDataFolder } from "../roofline/tables/layout.ts";
import { type BenchContext, benchContext } from "./bench-context.ts";
import { targetOf } from "./bench-target.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { flagValue } from "./flag-value.ts";

/** Minutes a job may wait for a GPU. */
const QUEUE_LIMIT_MIN = 120;

/** A campaign with all that is needed to submit it or to ask for it. */
export interface CampaignSetup {
  readonly context: BenchContext;
  readonly state: CampaignState;
  readonly plan: readonly BenchJob[];
  readonly place: CampaignPlace;
  readonly files: JobFiles;
  readonly scheduler: Scheduler;
  /** By job id. */
  readonly jobs: ReadonlyMap<string, Job>;
}

/** A campaign as the flags describe it, continued where its folder holds one. Writes nothing. */
export function campaignToSubmit(invocation: Invocation): CampaignSetup {
  const folder = folderOf(invocation);
  const before = readState(folder);
  const context = benchContext(invocation, before?.gpu);
  const limits = {
    wave0Min: flagValue(invocation, "gemm-time-limit") ?? before?.limits.wave0Min ?? WAVE0_LIMIT_MIN,
    waveMin: flagValue(invocation, "time-limit") ?? before?.limits.waveMin ?? WAVE_LIMIT_MIN,
    queueMin: flagValue(invocation, "queue-limit") ?? before?.limits.queueMin ?? QUEUE_LIMIT_MIN,
  };
  const { state, plan } = openCampaign({
    folder,
    gpu: context.gpu,
    target: targetOf(invocation, before?.target, context.gpu),
    limits,
    selfTest: flagValue(invocation, "self-test") ?? before?.selfTest ?? false,
    shapes: flagValue(invocation, "shapes") ?? [],
    extras: flagValue(invocation, "with") ?? [],
    only: flagValue(invocation, "only"),
    retryFailed: isOn(invocation, "retry-failed"),
    sites: context.sites,
    now: new Date(),
  });
  return setUp(invocation, folder, context, state, plan);
}

/** @throws UserError when nothing was ever submitted from the folder. */
export function submittedCampaign(invocation: Invocation): CampaignSetup {
  const folder = folderOf(invocation);
  const state = readState(folder);
  if (state === undefined) {
    throw new UserError({
      where: { file: stateFile(folder) },
      message: "does not exist: nothing was submitted from this folder",
      remedy: "Name the campaign's folder with --campaign, or begin with `bench submit`",
    });
  }
  const context = benchContext(invocation, state.gpu);
  return setUp(invocation, folder, context, state, everyJob({ shapes: state.shapes, sites: context.sites }));
}

function setUp(
  invocation: Invocation,
  folder: string,
  context: BenchContext,
  state: CampaignState,
  plan: readonly BenchJob[],
): CampaignSetup {
  const place: CampaignPlace = {
    folder,
    stamp: state.stamp,
    gpu: state.gpu,
    queueLimitS: state.limits.queueMin * 60,
  };
  const files = kernelFiles(textOf(invocation, "kernels") ?? join(packageRoot(), "bench", "kernels"));
  const scheduler = schedulerOf(state.target, place, files);
  const chosen = plan.filter(({ id }) => state.jobs[id] !== undefined);
  const jobs = new Map(
    chosen.map((bench) => [bench.id, kernelJob(bench, state, place, scheduler, context.device)]),
  );
  return { context, state, plan: chosen, place, files, scheduler, jobs };
}

function folderOf(invocation: Invocation): string {
  const gpu = flagValue(invocation, "gpu") ?? FLAGS.gpu.default;
  return resolve(textOf(invocation, "campaign") ?? join("out", "bench", benchDataFolder(gpu)));
}
