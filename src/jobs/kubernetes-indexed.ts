import { stringify } from "yaml";
import { exec, execOk } from "./exec.ts";
import type { Job } from "./job.ts";
import type { KubernetesClient } from "./kubernetes.ts";
import { jobManifest, type KubernetesOptions } from "./kubernetes-manifest.ts";

interface IndexedSize {
  readonly completions: number;
  readonly maxParallel: number;
}

/** Failures that one index may have, where they are counted apart. */
const BACKOFF_PER_INDEX = 2;
/** First minor version of Kubernetes 1 that counts failures by index without a feature gate. */
const PER_INDEX_SINCE = 29;

/**
 * One Indexed Job (Kubernetes 1.24): the same container once an index, told apart by JOB_COMPLETION_INDEX. `minor` is that of
 * the server's version.
 */
export function indexedJobManifest(
  job: Job,
  filesName: string,
  size: IndexedSize,
  minor: number,
  options: KubernetesOptions,
) {
  const manifest = jobManifest(job, filesName, options);
  const { completions, maxParallel } = size;
  const { backoffLimit, ...spec } = manifest.spec;
  const failures =
    minor >= PER_INDEX_SINCE
      ? { backoffLimitPerIndex: BACKOFF_PER_INDEX, maxFailedIndexes: completions }
      : { backoffLimit: backoffLimit * completions };
  return {
    ...manifest,
    spec: {
      completionMode: "Indexed" as const,
      completions,
      parallelism: Math.min(maxParallel, completions),
      ...failures,
      ...spec,
    },
  };
}

export async function applyManifest(
  client: KubernetesClient,
  manifest: unknown,
  { namespace }: KubernetesOptions,
): Promise<void> {
  await execOk(client, ["apply", `--namespace=${namespace}`, "--filename=-"], { input: stringify(manifest) });
}

/** Minor version of the server: 27 of 1.27; 0 when it does not say. */
export async function serverMinor(client: KubernetesClient): Promise<number> {
  const { code, stdout } = await exec(client, ["version", "--output=json"]);
  if (code !== 0) return 0;
  try {
    const { serverVersion } = JSON.parse(stdout.toString());
    return Number.parseInt(serverVersion?.minor ?? "0", 10) || 0;
  } catch {
    return 0;
  }
}
