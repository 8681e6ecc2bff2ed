// Hash of all sources that a result depends on: what stored results of sweeps are tied to. These are the files that a sweep's
// worker is made of, which turns a resolved scenario into the text of its result; settings and data have hashes of their own.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const WORKER = "src/sweep/worker.ts";
const DIGITS = 12;

export async function sourceHash(root) {
  const hash = createHash("sha256");
  for (const file of await inputs(root)) hash.update(`${file}\0`).update(contentOf(root, file)).update("\0");
  return hash.digest("hex").slice(0, DIGITS);
}

/** What a worker is made of: its sources, and for each library its package.json. */
async function inputs(root) {
  const { metafile } = await build({
    ...{ absWorkingDir: root, entryPoints: [WORKER], bundle: true, write: false, metafile: true },
    ...{ platform: "node", format: "esm", outdir: "unused", logLevel: "error" },
  });
  const files = Object.keys(metafile.inputs).map((file) => {
    const library = /^node_modules\/(@[^/]+\/)?[^/]+\//.exec(file)?.[0];
    return library === undefined ? file : `${library}package.json`;
  });
  // Of the project's own only the version is used, which is told beside the hash.
  return [...new Set(files)].filter((file) => file !== "package.json").sort();
}

function contentOf(root, file) {
  const text = readFileSync(join(root, file), "utf8");
  return file.endsWith("package.json") ? JSON.parse(text).version : text;
}
