// Writes dist/: the command line, the sweep's worker and the library for Node, the library for browsers, its playground
// page, and declarations. Everything that they need is bundled into them.
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { buildPlayground } from "./build-playground.mjs";
import { buildTypes } from "./build-types.mjs";
import { FOR_BROWSERS, FOR_NODE, root } from "./bundling.mjs";
import { sourceHash } from "./source-hash.mjs";
import { bundledPackages, noticeComment, noticesText } from "./third-party-notices.mjs";

// Made aside and then put in its place, so that whoever runs it meanwhile finds all of it or all of the one before.
const made = join(root, "node_modules", ".cache", `dist-${process.pid}`);
await mkdir(made, { recursive: true });
// ESM with code splitting, so that a command loads only what it needs.
const node = build({
  ...FOR_NODE,
  entryPoints: {
    cli: "src/cli.ts",
    index: "src/index.ts",
    "sweep-worker": "src/sweep/worker.ts",
    // Where tinypool, bundled into a chunk, looks for what its threads begin with.
    "chunks/entry/worker": "node_modules/tinypool/dist/entry/worker.js",
  },
  define: { __SOURCE_HASH__: JSON.stringify(await sourceHash(root)) },
  outdir: made,
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
});
const browser = build({
  ...FOR_BROWSERS,
  entryPoints: { browser: "src/browser/index.ts" },
  outdir: made,
  format: "esm",
});
const [forNode, forBrowsers, playground] = await Promise.all([
  node,
  browser,
  buildPlayground(root, join(made, "playground.html")),
  buildTypes(root, join(made, "types")),
]);
const all = bundledPackages(root, [forNode.metafile, forBrowsers.metafile, playground.metafile]);
await writeFile(join(made, "THIRD-PARTY-NOTICES.txt"), noticesText(all));
// This file goes elsewhere on its own.
const alone = join(made, "browser.js");
const notice = noticeComment(bundledPackages(root, [forBrowsers.metafile]));
await writeFile(alone, notice + (await readFile(alone, "utf8")));

await replaceFolder(join(root, "dist"), made);

/** Two builds may end at the same time: the last one stays. */
async function replaceFolder(folder, by) {
  const before = `${by}-before`;
  for (;;) {
    await rename(folder, before).catch((error) => {
      if (error.code !== "ENOENT") throw error;
    });
    try {
      await rename(by, folder);
    } catch (error) {
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
      continue;
    } finally {
      await rm(before, { recursive: true, force: true });
    }
    return;
  }
}
