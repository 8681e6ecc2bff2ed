import { createHash } from "node:crypto";
import type { Job } from "./job.ts";
import type { JobFiles } from "./scheduler.ts";

/** Where and how Jobs run in a cluster. Defaults are the caller's. */
export interface KubernetesOptions {
  readonly namespace: string;
  readonly image: string;
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly tolerations: readonly Toleration[];
  /** Persistent volume claim, and where jobs see it. */
  readonly claim: string;
  readonly mountPath: string;
  /** On every Job and pod; together they select what belongs to one campaign. */
  readonly labels: Readonly<Record<string, string>>;
  /**
   * Group that the claim's files belong to, for images whose user is not root: a fresh claim is root's. Absent on OpenShift,
   * which chooses user and group itself.
   */
  readonly fsGroup?: number;
  /** Most seconds a Job may wait for a node before the cluster gives it up. */
  readonly queueLimitS: number;
}

/** As in a pod's specification. */
interface Toleration {
  readonly key: string;
  readonly operator: "Exists" | "Equal";
  readonly value?: string;
  readonly effect?: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

/** Where the files of a ConfigMap appear in a container. */
export const FILES_PATH = "/opt/inference-sim/files";

/** A Job that has ended disappears from the cluster after a week. */
const KEEP_S = 7 * 24 * 3600;
/** Pods that may fail before the Job does. */
const BACKOFF_LIMIT = 2;

/** A batch/v1 Job. */
export function jobManifest(job: Job, filesName: string, options: KubernetesOptions) {
  const { gpus, cpus, memoryGiB } = job.resources;
  const gpu = gpus > 0 ? { "nvidia.com/gpu": gpus } : {};
  const shared = gpus > 1;
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: job.name, namespace: options.namespace, labels: { ...options.labels } },
    spec: {
      backoffLimit: BACKOFF_LIMIT,
      // Counts waiting as well. The job's own limit is kept by who watches it; this holds when nobody does.
      activeDeadlineSeconds: Math.ceil(job.timeLimitS + options.queueLimitS),
      ttlSecondsAfterFinished: KEEP_S,
      template: {
        metadata: { labels: { ...options.labels } },
        spec: {
          restartPolicy: "Never",
          ...securityContext(options),
          nodeSelector: { ...options.nodeSelector },
          tolerations: options.tolerations.map((toleration) => ({ ...toleration })),
          containers: [
            {
              name: "job",
              image: options.image,
              command: [...job.command],
              workingDir: job.workingFolder,
              env: Object.entries(job.env).map(([name, value]) => ({ name, value })),
              resources: {
                limits: { ...gpu, cpu: String(cpus.limit), memory: `${memoryGiB.limit}Gi` },
                requests: { ...gpu, cpu: String(cpus.request), memory: `${memoryGiB.request}Gi` },
              },
              volumeMounts: [
                { name: "workspace", mountPath: options.mountPath },
                { name: "files", mountPath: FILES_PATH, readOnly: true },
                // NCCL passes messages between the GPUs of a node through shared memory.
                ...(shared ? [{ name: "shm", mountPath: "/dev/shm" }] : []),
              ],
            },
          ],
          volumes: [
            { name: "workspace", persistentVolumeClaim: { claimName: options.claim } },
            { name: "files", configMap: { name: filesName } },
            ...(shared ? [{ name: "shm", emptyDir: { medium: "Memory" } }] : []),
          ],
        },
      },
    },
  };
}

function securityContext({ fsGroup }: KubernetesOptions) {
  return fsGroup === undefined ? {} : { securityContext: { fsGroup } };
}

/** A v1 ConfigMap of files, named by their content: the same files are the same object, and it never changes. */
export function filesManifest(files: JobFiles, options: KubernetesOptions) {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: filesName(files), namespace: options.namespace, labels: { ...options.labels } },
    immutable: true,
    data: { ...files },
  };
}

export function filesName(files: JobFiles): string {
  const hash = createHash("sha256").update(JSON.stringify(Object.entries(files).sort()));
  return `infersim-files-${hash.digest("hex").slice(0, 10)}`;
}

/** A pod that only holds the claim, so that a client can copy from it. It needs no GPU and ends by itself. */
export function readerManifest(name: string, lifeS: number, options: KubernetesOptions) {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: options.namespace, labels: { ...options.labels } },
    spec: {
      restartPolicy: "Never",
      ...securityContext(options),
      activeDeadlineSeconds: lifeS,
      tolerations: options.tolerations.map((toleration) => ({ ...toleration })),
      containers: [
        {
          name: "reader",
          image: options.image,
          command: ["sleep", String(lifeS)],
          resources: { limits: { cpu: "1", memory: "1Gi" }, requests: { cpu: "100m", memory: "128Mi" } },
          volumeMounts: [{ name: "workspace", mountPath: options.mountPath, readOnly: true }],
        },
      ],
      volumes: [{ name: "workspace", persistentVolumeClaim: { claimName: options.claim } }],
    },
  };
}
