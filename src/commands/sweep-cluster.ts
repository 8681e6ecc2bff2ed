import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { FLAGS } from "../config/flags.ts";
import { EXIT, type ExitCode, UserError } from "../errors.ts";
import { TARGET_DEFAULTS, type Target } from "../ingest/campaign/target.ts";
import type { KubernetesOptions } from "../jobs/kubernetes-manifest.ts";
import { formatCount } from "../report/format.ts";
import { checkOutputFolder } from "../sweep/check-output.ts";
import { kubernetesSweep } from "../sweep/cluster/kubernetes.ts";
import { type SweepPlace, tagOf } from "../sweep/cluster/place.ts";
import { slurmSweep } from "../sweep/cluster/slurm.ts";
import { type Watch, watchJobs } from "../sweep/cluster/watch.ts";
import { isManifestOf, readManifest, writeManifest } from "../sweep/manifest.ts";
import type { SweepPlan } from "../sweep/plan.ts";
import { ResultStore } from "../sweep/store.ts";
import { targetOf } from "./bench-target.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { flagValue } from "./flag-value.ts";
import { interruptSignal } from "./interrupt.ts";
import { note, print } from "./print.ts";
import { outputFolder } from "./sweep.ts";
import { showMerged } from "./sweep-show-merged.ts";

const SHARDS = 8;
const TIME_LIMIT_MIN = 60;
/** Seconds a Job may wait for a node. */
const QUEUE_LIMIT_S = 24 * 3600;
/** Of the user that the Dockerfile names. */
const IMAGE_GROUP = 1000;
/** A shard needs no GPU. */
const RESOURCES = { cpus: { request: 2, limit: 4 }, memoryGiB: { request: 4, limit: 8 } };

type ClusterName = "slurm" | "kubernetes" | "openshift";

/** Runs a sweep as jobs of a cluster, waits for them unless told not to, and merges. */
export async function runOnCluster(
  invocation: Invocation,
  plan: SweepPlan,
  name: ClusterName,
): Promise<ExitCode> {
  const folder = resolve(outputFolder(textOf(invocation, "output")));
  const target = targetOf(invocation, sweepTarget(name), FLAGS.gpu.default);
  const shards = Math.min(flagValue(invocation, "shards") ?? SHARDS, plan.scenarios.length);
  const place: SweepPlace = {
    ...{ plan, folder, shards, tag: tagOf(plan, folder) },
    maxParallel: flagValue(invocation, "max-parallel") ?? shards,
    resources: { gpus: 0, ...target.resources },
    timeLimitS: 60 * (flagValue(invocation, "shard-time-limit") ?? TIME_LIMIT_MIN),
  };
  const store = new ResultStore(folder);
  if (!isOn(invocation, "dry-run")) {
    checkOutputFolder(folder);
    writeManifest(folder, plan);
    store.open();
    if (isWhole(plan, store)) return showMerged(invocation, plan, store);
  }
  return name === "slurm"
    ? onSlurm(invocation, place, target, store)
    : onKubernetes(invocation, place, target, store);
}

function sweepTarget(name: ClusterName): Target {
  const kubernetes = { ...TARGET_DEFAULTS.kubernetes, image: "", nodeSelector: {}, tolerations: [] };
  return { ...TARGET_DEFAULTS, name, resources: RESOURCES, kubernetes };
}

function isWhole(plan: SweepPlan, store: ResultStore): boolean {
  const done = store.ids();
  return plan.scenarios.every(({ id, problem }) => problem !== undefined || done.has(id));
}

async function onSlurm(
  invocation: Invocation,
  place: SweepPlace,
  target: Target,
  store: ResultStore,
): Promise<ExitCode> {
  const { partition, account, sbatchOptions } = target.slurm;
  const program = [process.execPath, resolve(process.argv[1]!)];
  const sweep = slurmSweep(place, program, {
    sharedFolder: place.folder,
    sbatchOptions,
    ...(target.setup === undefined ? {} : { setup: target.setup }),
    ...(partition === undefined ? {} : { partition }),
    ...(account === undefined ? {} : { account }),
  });
  if (isOn(invocation, "dry-run")) return dryRun(sweep.render());
  await sweep.check();
  const { id, adopted } = await sweep.submit();
  note(`job array ${id} ${adopted ? "is under way already" : `of ${place.shards} shards submitted`}`);
  return watched(invocation, place, store, sweep.watch(id), async () => {});
}

async function onKubernetes(
  invocation: Invocation,
  place: SweepPlace,
  target: Target,
  store: ResultStore,
): Promise<ExitCode> {
  if (target.kubernetes.image === "") {
    throw new UserError({
      field: "--image",
      message: "is missing: the image that holds this program",
      remedy: "Build and push one from the Dockerfile",
    });
  }
  const options: KubernetesOptions = {
    ...(target.kubernetes as Omit<KubernetesOptions, "labels" | "queueLimitS">),
    labels: { app: "infersim-sweep", sweep: place.tag },
    queueLimitS: QUEUE_LIMIT_S,
    ...(target.name === "openshift" ? {} : { fsGroup: IMAGE_GROUP }),
  };
  const client = target.name === "openshift" ? "oc" : "kubectl";
  const text = readFileSync(invocation.positionals.file!, "utf8");
  const indexed = isOn(invocation, "indexed");
  if (flagValue(invocation, "wait") === false && !indexed && place.maxParallel < place.shards) {
    throw new UserError({
      field: "--max-parallel",
      message: "needs somebody to hand over the rest, which --no-wait rules out",
      remedy: "Leave one of them out, or add --indexed",
    });
  }
  const sweep = kubernetesSweep(place, ["inference-sim"], text, client, options, indexed);
  if (isOn(invocation, "dry-run")) return dryRun(sweep.render());
  await sweep.check();
  await sweep.provide();
  const watch = sweep.watch((name, { state, reason }) => {
    if (state !== "succeeded") note(`${name} ${state}${reason === undefined ? "" : `: ${reason}`}`);
  });
  return watched(invocation, place, store, watch, async () => {
    await sweep.fetch();
    checkFetched(place);
  });
}

/** The claim's own manifest came along: what the image was to run by its own lights. */
function checkFetched({ folder, plan }: SweepPlace): void {
  const fetched = readManifest(folder, { anyEngine: true });
  if (isManifestOf(folder, plan)) return;
  writeManifest(folder, plan);
  const isOther = fetched.engine !== plan.engine;
  throw new UserError(
    {
      message: isOther
        ? `the image is of version ${fetched.engine}, and this is ${plan.engine}`
        : "the image found other traces, tables or configurations than there are here",
      remedy: isOther
        ? "Build the image from this checkout"
        : "Put the same files on the claim or in the image",
    },
    EXIT.failed,
  );
}

function dryRun(files: readonly { readonly name: string; readonly text: string }[]): ExitCode {
  print(files.map(({ name, text }) => `# ${name}\n${text}`).join("---\n"));
  note(`${files.length} files would be handed over; nothing was`);
  return EXIT.ok;
}

async function watched(
  invocation: Invocation,
  place: SweepPlace,
  store: ResultStore,
  watch: Watch,
  fetch: () => Promise<void>,
): Promise<ExitCode> {
  if (flagValue(invocation, "wait") === false) {
    await watch.state();
    note(`not waiting: \`sweep status ${place.folder}\` counts results, \`sweep merge\` puts them together`);
    return EXIT.ok;
  }
  const { signal, release } = interruptSignal();
  const total = place.plan.scenarios.length;
  let told = "";
  try {
    const ended = await watchJobs(watch, {
      pollS: flagValue(invocation, "poll-interval") ?? FLAGS["poll-interval"].default,
      signal,
      onTick: (text) => {
        const line = `${formatCount(store.ids().size)} of ${formatCount(total)} results${text === "" ? "" : `; ${text}`}`;
        if (line !== told && !isOn(invocation, "quiet")) note(line);
        told = line;
      },
      onNote: note,
    });
    if (!ended) {
      note("stopped watching; jobs go on, and the same command takes the sweep up again");
      return EXIT.interrupted;
    }
  } finally {
    release();
  }
  await fetch();
  return showMerged(invocation, place.plan, store);
}
