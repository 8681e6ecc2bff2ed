// TypeScript of src/ and perf/ for scripts: bundled into a file within the package, so that it finds configs/ as the
// built program does, and gone after use.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { FOR_NODE, root } from "./bundling.mjs";

export { root };

/** Measurements of others, which are not in this repository. */
export const reference = process.env.INFERENCE_SIM_REFERENCE ?? join(root, "../shared/reference");

/** Runs an entry in a process of its own; the script then ends as that has ended. */
export async function runFromSource(entry, args) {
  await bundled({ entryPoints: [entry] }, (file) => {
    const { status, signal } = spawnSync(process.execPath, [file, ...args], { stdio: "inherit" });
    if (signal) process.kill(process.pid, signal);
    process.exitCode = status ?? 1;
  });
}

/** What the lines `export ... from "./src/..."` export. */
export function importFromSource(contents) {
  return bundled({ stdin: { contents, resolveDir: root } }, (file) => import(pathToFileURL(file).href));
}

let made = 0;

async function bundled(input, use) {
  const folder = join(root, "node_modules", ".cache");
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `from-source-${process.pid}-${made++}.mjs`);
  try {
    await build({ ...FOR_NODE, ...input, outfile });
    return await use(outfile);
  } finally {
    rmSync(outfile, { force: true });
  }
}
