import { mkdirSync } from "node:fs";
import { stringify } from "yaml";
import { EXIT, UserError } from "../errors.ts";
import { exec, execOk, oneLine } from "./exec.ts";
import type { KubernetesClient } from "./kubernetes.ts";
import { type KubernetesOptions, readerManifest } from "./kubernetes-manifest.ts";

/** Longest life of the reader pod, and longest wait for it to run. */
const LIFE_S = 900;
const READY_S = 300;

/**
 * Copies a folder of the claim into a local one.
 *
 * The pods that wrote the files have ended, and both `oc rsync` and `kubectl exec` need a running container: a pod
 * that does nothing but mount the claim is started, read from, and deleted again.
 * @throws UserError (exit code 1) with the client's own words.
 */
export async function copyFromClaim(
  client: KubernetesClient,
  options: KubernetesOptions,
  remoteFolder: string,
  localFolder: string,
): Promise<void> {
  const name = `infersim-reader-${Date.now().toString(36)}-${process.pid}`;
  const inNamespace = `--namespace=${options.namespace}`;
  mkdirSync(localFolder, { recursive: true });
  try {
    await execOk(client, ["apply", inNamespace, "--filename=-"], {
      input: stringify(readerManifest(name, LIFE_S, options)),
    });
    await execOk(
      client,
      ["wait", `pod/${name}`, inNamespace, "--for=condition=Ready", `--timeout=${READY_S}s`],
      { timeoutS: READY_S + 30 },
    );
    if (client === "oc") {
      const from = `${name}:${remoteFolder}/`;
      await execOk("oc", ["rsync", from, `${localFolder}/`, inNamespace, "--no-perms=true"], {
        timeoutS: LIFE_S,
      });
    } else {
      await untar(name, inNamespace, remoteFolder, localFolder);
    }
  } finally {
    await exec(client, ["delete", "pod", name, inNamespace, "--ignore-not-found", "--wait=false"]);
  }
}

/** `kubectl` has no rsync: the pod packs, this machine unpacks. */
async function untar(pod: string, inNamespace: string, from: string, to: string): Promise<void> {
  const packed = await exec("kubectl", ["exec", pod, inNamespace, "--", "tar", "-C", from, "-cf", "-", "."], {
    timeoutS: LIFE_S,
  });
  if (packed.code !== 0) {
    throw new UserError({ message: `kubectl exec failed: ${oneLine(packed.stderr)}` }, EXIT.failed);
  }
  await execOk("tar", ["-C", to, "-xf", "-", "--no-same-owner"], { input: packed.stdout });
}
