import { UserError } from "../../errors.ts";
import type { BenchJob, Extra } from "../bench-job.ts";
import type { GemmSite } from "../gemm-sites.ts";
import { chooseJobs, everyJob } from "../plan.ts";
import { jobName } from "./kernel-job.ts";
import { type CampaignState, type Entry, isFinished, readState, stampOf, stateFile } from "./state.ts";
import type { Target } from "./target.ts";

export interface CampaignRequest {
  readonly folder: string;
  readonly gpu: string;
  readonly target: Target;
  readonly limits: CampaignState["limits"];
  readonly selfTest: boolean;
  readonly shapes: readonly string[];
  readonly extras: readonly Extra[];
  /** Run these, again when they have all ended before. */
  readonly only?: readonly string[] | undefined;
  /** Run again what did not succeed. */
  readonly retryFailed: boolean;
  readonly sites: readonly GemmSite[];
  readonly now: Date;
}

interface OpenCampaign {
  readonly state: CampaignState;
  /** Of the whole campaign. */
  readonly plan: readonly BenchJob[];
}

/**
 * The state that a submission starts from: a new campaign's, or that of an earlier run in the same folder with what
 * has ended left alone. Writes nothing.
 * @throws UserError when the folder holds a campaign for another GPU or another target.
 */
export function openCampaign(request: CampaignRequest): OpenCampaign {
  const { folder, gpu, target, limits, selfTest, only, retryFailed, now } = request;
  const before = readState(folder);
  if (before !== undefined) checkSame(before, request);
  const stamp = stampOf(now);
  const shapes = [...new Set([...(before?.shapes ?? []), ...request.shapes])];
  const extras = [...new Set([...(before?.extras ?? []), ...request.extras])];
  const plan = everyJob({ shapes, sites: request.sites });
  const chosen = new Set(chooseJobs(plan, { only, extras }));
  const jobs: Record<string, Entry> = {};
  // The same --only after an interruption goes on; it begins again when all that it names has ended.
  const allEnded = [...chosen].every(({ id }) => isFinished(before?.jobs[id] ?? { state: "waiting" }));
  for (const bench of plan) {
    const entry = before?.jobs[bench.id];
    const again =
      only === undefined ? retryFailed && entry?.state !== "succeeded" : chosen.has(bench) && allEnded;
    const keep = entry !== undefined && !(again && isFinished(entry));
    if (keep) jobs[bench.id] = entry;
    else if (chosen.has(bench) || entry !== undefined) jobs[bench.id] = fresh(bench, gpu, stamp);
  }
  const state: CampaignState = {
    version: 1,
    gpu,
    stamp: before?.stamp ?? stamp,
    selfTest,
    shapes,
    extras,
    target,
    limits,
    jobs,
  };
  return { state, plan };
}

function fresh(bench: BenchJob, gpu: string, stamp: string): Entry {
  return { name: jobName(bench, gpu, stamp), wave: bench.wave, state: "waiting" };
}

function checkSame(before: CampaignState, { folder, gpu, target, selfTest }: CampaignRequest): void {
  const differs = (
    [
      ["GPU", before.gpu, gpu],
      ["target", before.target.name, target.name],
      ["kernels", before.selfTest ? "self-test" : "real", selfTest ? "self-test" : "real"],
    ] as const
  ).find(([, was, is]) => was !== is);
  if (differs === undefined) return;
  const [what, was, is] = differs;
  throw new UserError({
    where: { file: stateFile(folder) },
    message: `holds a campaign whose ${what} is ${was}, not ${is}`,
    remedy: "Give this one a folder of its own with --campaign",
  });
}
