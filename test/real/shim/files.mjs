import { spawnSync } from "node:child_process";
import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { read } from "./store.mjs";

/** A container's path as one of this machine: under the claim's mount, or under the ConfigMap's. */
export function localPath(word, { containers: [container], volumes }) {
  let path = word;
  for (const { name, mountPath } of container.volumeMounts) {
    const volume = volumes.find((entry) => entry.name === name);
    const folder = volume.configMap
      ? join(process.env.SHIM_STATE, "configmaps", volume.configMap.name)
      : process.env.SHIM_CLAIM;
    path = path.replace(new RegExp(`(^|=)${mountPath}(?=/|$)`), `$1${folder}`);
  }
  return path;
}

/** `oc rsync POD:/folder/ /local/`: what is in the folder, out of a running container. */
export function copy({ words: [from, to] }) {
  const [name, path] = from.split(":");
  const folder = localPath(path, running(name));
  if (!existsSync(folder)) throw new Error(`rsync: change_dir "${path}" failed: No such file or directory`);
  cpSync(folder, to, { recursive: true });
}

/** `kubectl exec POD -- tar ...` */
export function execute({ words: [name], after }) {
  const pod = running(name);
  const [program, ...args] = after.map((word) => localPath(word, pod));
  const { status, stdout, stderr } = spawnSync(program, args, { maxBuffer: 2 ** 30 });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = status;
}

function running(name) {
  const pod = read("Pod", name);
  if (pod?.status.phase !== "Running")
    throw new Error(`error: cannot exec into a container of ${name}: it is not running`);
  return pod.spec;
}
