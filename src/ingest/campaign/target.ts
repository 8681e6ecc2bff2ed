import * as z from "zod";
import type { Job } from "../../jobs/job.ts";
import { kubernetesScheduler } from "../../jobs/kubernetes.ts";
import type { KubernetesOptions } from "../../jobs/kubernetes-manifest.ts";
import { localScheduler } from "../../jobs/local.ts";
import type { JobFiles, Scheduler } from "../../jobs/scheduler.ts";
import { slurmScheduler } from "../../jobs/slurm.ts";

export const TARGETS = ["openshift", "kubernetes", "slurm", "local"] as const;

const text = z.string().min(1);
const share = z.strictObject({ request: z.number().positive(), limit: z.number().positive() });

/** Where and how a campaign's jobs run. Kept in its state, so that later commands need no flags. */
export const targetSchema = z.strictObject({
  name: z.enum(TARGETS),
  /** Interpreter of the kernel scripts. */
  python: text,
  resources: z.strictObject({ cpus: share, memoryGiB: share }),
  /** SLURM and this machine: a shell line before the command. */
  setup: text.optional(),
  kubernetes: z.strictObject({
    namespace: text,
    image: text,
    nodeSelector: z.record(text, z.string()),
    tolerations: z.array(
      z.strictObject({
        key: text,
        operator: z.enum(["Exists", "Equal"]),
        value: z.string().optional(),
        effect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]).optional(),
      }),
    ),
    claim: text,
    mountPath: text,
  }),
  slurm: z.strictObject({
    partition: text.optional(),
    account: text.optional(),
    sbatchOptions: z.array(text),
  }),
  /** GPUs of this machine, one job each at a time. */
  devices: z.array(text).min(1),
});

export type Target = z.infer<typeof targetSchema>;

/** What a campaign of the documents runs in; every value can be set by a flag. */
export const TARGET_DEFAULTS: Omit<Target, "name"> = {
  python: "python3",
  resources: { cpus: { request: 4, limit: 8 }, memoryGiB: { request: 32, limit: 64 } },
  kubernetes: {
    namespace: "diya",
    image: "pytorch/pytorch:2.9.1-cuda12.8-cudnn9-devel",
    nodeSelector: { accelerator: "nvidia-h100" },
    tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }],
    claim: "inference-sim-workspace",
    mountPath: "/workspace",
  },
  slurm: { sbatchOptions: [] },
  devices: ["0"],
};

export function inCluster({ name }: Target): boolean {
  return name === "openshift" || name === "kubernetes";
}

/** What identifies a campaign to its scheduler. */
export interface CampaignPlace {
  /** Folder of the campaign on this machine, absolute. */
  readonly folder: string;
  readonly stamp: string;
  readonly gpu: string;
  readonly queueLimitS: number;
}

export function schedulerOf(target: Target, place: CampaignPlace, files: JobFiles): Scheduler {
  const setup = target.setup === undefined ? {} : { setup: target.setup };
  if (target.name === "local") {
    return localScheduler({ folder: place.folder, devices: target.devices, ...setup });
  }
  if (target.name === "slurm") {
    const { partition, account, sbatchOptions } = target.slurm;
    return slurmScheduler({
      sharedFolder: place.folder,
      sbatchOptions,
      ...setup,
      ...(partition === undefined ? {} : { partition }),
      ...(account === undefined ? {} : { account }),
    });
  }
  return kubernetesScheduler(clientOf(target), kubernetesOptions(target, place), files);
}

export function clientOf({ name }: Target): "oc" | "kubectl" {
  return name === "openshift" ? "oc" : "kubectl";
}

export function kubernetesOptions(
  { kubernetes }: Target,
  { stamp, queueLimitS }: CampaignPlace,
): KubernetesOptions {
  return {
    ...(kubernetes as Omit<KubernetesOptions, "labels" | "queueLimitS">),
    labels: { app: "infersim-benchmark", campaign: stamp },
    queueLimitS,
  };
}

/** Folder in which jobs leave their tables, as they see it. */
export function resultsFolder(target: Target, { folder, gpu, stamp }: CampaignPlace): string {
  return inCluster(target)
    ? `${target.kubernetes.mountPath}/infersim-benchmark/${gpu.toLowerCase()}-${stamp}`
    : `${folder}/results`;
}

/** Variables that every job gets. */
export function environmentOf(target: Target, gpus: number): Job["env"] {
  const plain = { PYTHONUNBUFFERED: "1" };
  if (!inCluster(target)) return plain;
  return {
    ...plain,
    ...(gpus === 1 ? { CUDA_VISIBLE_DEVICES: "0" } : {}),
    // OpenShift runs containers as a user without a home.
    HOME: "/tmp",
    TRITON_CACHE_DIR: "/tmp/triton",
  };
}
