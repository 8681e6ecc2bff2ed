import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { ifKilled } from "./if-killed.ts";

/** A pretended cluster: `oc` and `kubectl` on the PATH, their state and the claim in a temporary folder. */
export interface KubernetesShim {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** `Job NAME` for every manifest that was handed over, in order. */
  readonly applied: () => string[];
  readonly remove: () => Promise<void>;
}

export function kubernetesShim(claimName: string): KubernetesShim {
  const folder = mkdtempSync(join(tmpdir(), "shim-"));
  const script = fileURLToPath(new URL("shim/shim.mjs", import.meta.url));
  const [bin, state, claim] = ["bin", "state", "claim"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [bin, state, claim]) mkdirSync(path);
  const spared = ifKilled(`rm -rf '${state}'/objects/*; sleep 1; rm -rf '${folder}'`);
  for (const client of ["oc", "kubectl"]) {
    const file = join(bin, client);
    writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${script}' ${client} "$@"\n`);
    chmodSync(file, 0o755);
  }
  return {
    folder,
    env: {
      PATH: `${bin}:${process.env.PATH}`,
      SHIM_STATE: state,
      SHIM_CLAIM: claim,
      SHIM_CLAIM_NAME: claimName,
    },
    applied: () => readFileSync(join(state, "applied"), "utf8").trim().split("\n"),
    // Jobs still under way end when their objects are gone.
    async remove() {
      spared();
      rmSync(join(state, "objects"), { recursive: true, force: true });
      mkdirSync(join(state, "objects"));
      await sleep(300);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
