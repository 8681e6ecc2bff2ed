import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ApiObject, ControlPlane } from "./api-server.ts";

/**
 * Plays the node of a control plane that has none: runs the only container of each pod as a process of this machine,
 * the claim being a folder, and reports its status as a kubelet would.
 */
export function nodeAgent({ api }: ControlPlane, namespace: string, folder: string) {
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const seen = new Set<string>();
  const running = new Map<string, () => void>();
  let stopped = false;

  const report = (name: string, status: unknown) => api("PATCH", `${pods}/${name}/status`, { status });
  const run = async (pod: ApiObject) => {
    const { name } = pod.metadata;
    await report(name, { phase: "Running", startTime: new Date().toISOString() });
    const exitCode = await container(api, pod, namespace, folder, (kill) => running.set(name, kill));
    running.delete(name);
    const state = { terminated: { exitCode, reason: exitCode === 0 ? "Completed" : "Error" } };
    const phase = exitCode === 0 ? "Succeeded" : "Failed";
    const entry = { name: "job", image: "none", imageID: "", ready: false, restartCount: 0, state };
    await report(name, { phase, containerStatuses: [entry] });
  };
  const loop = (async () => {
    while (!stopped) {
      const { items = [] } = await api("GET", pods);
      for (const pod of items) {
        if (seen.has(pod.metadata.name)) continue;
        seen.add(pod.metadata.name);
        void run(pod);
      }
      for (const [name, kill] of running) {
        if (!items.some(({ metadata }: ApiObject) => metadata.name === name && !metadata.deletionTimestamp))
          kill();
      }
      await sleep(100);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await loop;
      for (const kill of running.values()) kill();
    },
  };
}

async function container(
  api: ControlPlane["api"],
  { spec }: ApiObject,
  namespace: string,
  folder: string,
  started: (kill: () => void) => void,
): Promise<number> {
  const [only] = spec.containers;
  const places = new Map<string, string>();
  for (const { name, mountPath } of only.volumeMounts) {
    const volume = spec.volumes.find((entry: ApiObject) => entry.name === name);
    const local = join(folder, volume.configMap?.name ?? "claim");
    mkdirSync(local, { recursive: true });
    places.set(mountPath, local);
    if (volume.configMap === undefined) continue;
    const map = await api("GET", `/api/v1/namespaces/${namespace}/configmaps/${volume.configMap.name}`);
    for (const [file, text] of Object.entries(map.data)) writeFileSync(join(local, file), text as string);
  }
  const here = (word: string) =>
    [...places].reduce(
      (text, [mount, local]) => text.replace(new RegExp(`(^|=)${mount}(?=/|$)`), `$1${local}`),
      word,
    );
  const [program, ...args] = only.command.map(here);
  const env = Object.fromEntries(only.env.map(({ name, value }: ApiObject) => [name, value]));
  const child = spawn(program, args, {
    cwd: here(only.workingDir),
    env: { ...process.env, ...env },
    stdio: "ignore",
  });
  started(() => child.kill("SIGKILL"));
  return new Promise((resolve) => child.on("close", (code) => resolve(code ?? 137)));
}
