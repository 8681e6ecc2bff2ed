import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Job } from "kubernetes-models/batch/v1/Job";
import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { Pod } from "kubernetes-models/v1/Pod";
import { parseAllDocuments } from "yaml";
import { read, write } from "./store.mjs";

const KINDS = { "batch/v1 Job": Job, "v1 ConfigMap": ConfigMap, "v1 Pod": Pod };

export function apply({ flags }) {
  if (flags.filename !== "-") throw new Error("error: only --filename=- is expected");
  for (const document of parseAllDocuments(readFileSync(0, "utf8")))
    applyOne(document.toJS(), flags.namespace);
}

function applyOne(manifest, namespace) {
  const Model = KINDS[`${manifest.apiVersion} ${manifest.kind}`];
  if (!Model)
    throw new Error(`error: no matches for kind "${manifest.kind}" in version "${manifest.apiVersion}"`);
  new Model(manifest).validate();
  const { name } = manifest.metadata;
  if (manifest.metadata.namespace !== namespace) {
    throw new Error(`error: the namespace from the provided object does not match "${namespace}"`);
  }
  const before = read(manifest.kind, name);
  appendFileSync(join(process.env.SHIM_STATE, "applied"), `${manifest.kind} ${name}\n`);
  if (before) return console.log(`${manifest.kind.toLowerCase()}/${name} unchanged`);
  if (manifest.kind === "Pod") manifest.status = { phase: "Running", startTime: new Date().toISOString() };
  if (manifest.kind === "ConfigMap") placeFiles(name, manifest.data);
  if (manifest.kind === "Job") manifest.status = { active: 1 };
  write(manifest);
  if (manifest.kind === "Job") startController(name);
  console.log(`${manifest.kind.toLowerCase()}/${name} created`);
}

function placeFiles(name, data) {
  const folder = join(process.env.SHIM_STATE, "configmaps", name);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(data)) writeFileSync(join(folder, file), text);
}

function startController(name) {
  const script = fileURLToPath(new URL("shim.mjs", import.meta.url));
  spawn(process.execPath, [script, "controller", "run-job", name], {
    detached: true,
    stdio: "ignore",
  }).unref();
}
