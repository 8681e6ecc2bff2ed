// Writes the declarations that the library's two entries lead to, and no others.
import { execFile } from "node:child_process";
import { readdir, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";

const ENTRIES = ["index.d.ts", "browser/index.d.ts"];
const RELATIVE_IMPORT = /((?:from|import\()\s*")(\.[^"]+)\.ts(")/g;

export async function buildTypes(root, folder) {
  const require = createRequire(join(root, "package.json"));
  const tsc = join(dirname(require.resolve("typescript/package.json")), "bin", "tsc");
  await promisify(execFile)(process.execPath, [tsc, "-p", "tsconfig.types.json", "--outDir", folder], {
    cwd: root,
  }).catch(({ stdout }) => {
    throw new Error(`declarations cannot be written:\n${stdout}`);
  });
  const reached = new Set();
  const visit = async (file) => {
    if (reached.has(file)) return;
    reached.add(file);
    const text = await readFile(file, "utf8");
    // Declarations are read beside a bundle: there is no module to import under its TypeScript name.
    await writeFile(file, text.replace(RELATIVE_IMPORT, "$1$2.js$3"));
    for (const [, , path] of text.matchAll(RELATIVE_IMPORT))
      await visit(resolve(dirname(file), `${path}.d.ts`));
  };
  for (const entry of ENTRIES) await visit(join(folder, entry));
  await prune(folder, reached);
}

/** Removes files that are not reached, and folders that hold none. */
async function prune(folder, reached) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await prune(path, reached);
    else if (!reached.has(path)) await rm(path);
  }
  if ((await readdir(folder)).length === 0) await rmdir(folder);
}
