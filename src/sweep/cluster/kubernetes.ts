import { stringify } from "yaml";
import { copyFromClaim } from "../../jobs/claim-files.ts";
import type { Job, JobStatus } from "../../jobs/job.ts";
import { isOver } from "../../jobs/job.ts";
import { type KubernetesClient, kubernetesScheduler } from "../../jobs/kubernetes.ts";
import { applyManifest, indexedJobManifest, serverMinor } from "../../jobs/kubernetes-indexed.ts";
import { FILES_PATH, filesName, type KubernetesOptions } from "../../jobs/kubernetes-manifest.ts";
import type { JobFiles, RenderedFile } from "../../jobs/scheduler.ts";
import { remoteFolder, type SweepPlace, workersOf } from "./place.ts";
import type { Watch } from "./watch.ts";

const SWEEP_FILE = "sweep.yaml";

/**
 * A sweep as Jobs that share a claim: each shard plans the sweep for itself from its file, which a ConfigMap holds, and leaves
 * its results on the claim. `program` is that of the image.
 */
export function kubernetesSweep(
  place: SweepPlace,
  program: readonly string[],
  sweepFileText: string,
  client: KubernetesClient,
  options: KubernetesOptions,
  indexed: boolean,
) {
  const { tag, shards, maxParallel } = place;
  const files: JobFiles = { [SWEEP_FILE]: sweepFileText };
  const scheduler = kubernetesScheduler(client, options, files);
  const remote = remoteFolder(place, options.mountPath);
  const job = (name: string, env: Job["env"]): Job => ({
    name,
    command: [
      ...[...program, "sweep", "shard", remote, `--sweep-file=${FILES_PATH}/${SWEEP_FILE}`],
      `--workers=${workersOf(place.resources)}`,
    ],
    // OpenShift runs containers as a user without a home.
    env: { HOME: "/tmp", SWEEP_SHARDS: String(shards), ...env },
    resources: place.resources,
    timeLimitS: place.timeLimitS,
    workingFolder: options.mountPath,
    outputFile: `${remote}/logs/${name}.log`,
  });
  const jobs = indexed
    ? [job(`infersim-sweep-${tag}`, {})]
    : Array.from({ length: shards }, (_, index) =>
        job(`infersim-sweep-${tag}-${index}`, { SWEEP_SHARD: String(index) }),
      );
  const indexedManifest = (minor: number) =>
    indexedJobManifest(jobs[0]!, filesName(files), { completions: shards, maxParallel }, minor, options);
  const submit = async (one: Job): Promise<void> => {
    if (!indexed) await scheduler.submit(one);
    else await applyManifest(client, indexedManifest(await serverMinor(client)), options);
  };
  return {
    check: () => scheduler.check(),
    render: (): RenderedFile[] => [
      ...scheduler.renderFiles(files),
      ...(indexed
        ? [{ name: `${jobs[0]!.name}.yaml`, text: stringify(indexedManifest(0)) }]
        : jobs.map((one) => scheduler.render(one))),
    ],
    provide: () => scheduler.provide(files),
    /** Hands Jobs over as there is room; those of an earlier call that have ended are deleted and run again. */
    watch: (onEnd: (name: string, status: JobStatus) => void): Watch => {
      const waiting = [...jobs];
      const live = new Map<string, Job>();
      return {
        async state() {
          await settle(live, onEnd);
          while (waiting.length > 0 && (indexed || live.size < maxParallel)) {
            const next = waiting[0]!;
            if ((await leftOver(next)) === "over") await scheduler.cancel({ id: next.name, job: next });
            await submit(next);
            live.set(next.name, next);
            waiting.shift();
          }
          const text = `${live.size} of ${jobs.length} jobs under way${waiting.length > 0 ? `, ${waiting.length} to come` : ""}`;
          return { over: live.size === 0 && waiting.length === 0, text };
        },
      };
    },
    /** Brings what is on the claim to the folder of the sweep. */
    fetch: () => copyFromClaim(client, options, remote, place.folder),
  };

  async function settle(
    live: Map<string, Job>,
    onEnd: (name: string, status: JobStatus) => void,
  ): Promise<void> {
    if (live.size === 0) return;
    const states = await scheduler.poll([...live].map(([id, one]) => ({ id, job: one })));
    for (const [name, status] of states) {
      if (!isOver(status.state)) continue;
      live.delete(name);
      onEnd(name, status);
    }
  }

  async function leftOver(one: Job): Promise<"over" | "live" | "none"> {
    if ((await scheduler.find(one)) === undefined) return "none";
    const status = (await scheduler.poll([{ id: one.name, job: one }])).get(one.name);
    return status === undefined || isOver(status.state) ? "over" : "live";
  }
}
