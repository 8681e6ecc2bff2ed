// Writes dist/: the command line, the sweep's worker and the library for Node, the library for browsers, its playground
// page, and declarations. Everything that they need is bundled into them.
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildPlayground } from "./build-playground.mjs";
import { buildTypes } from "./build-types.mjs";
import { sourceHash } from "./source-hash.mjs";
import { thirdPartyLicenses } from "./third-party-licenses.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

// Some dependencies are CommonJS and call require(); ESM output has none unless it is created.
const banner =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

const shared = {
  absWorkingDir: root,
  bundle: true,
  format: "esm",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
};

// Made aside and then put in its place, so that whoever runs it meanwhile finds all of it or all of the one before.
const made = join(root, "node_modules", ".cache", `dist-${process.pid}`);
await mkdir(made, { recursive: true });
// ESM with code splitting, so that a command loads only what it needs.
const node = build({
  ...shared,
  entryPoints: {
    cli: "src/cli.ts",
    index: "src/index.ts",
    "sweep-worker": "src/sweep/worker.ts",
    // Where tinypool, bundled into a chunk, looks for what its threads begin with.
    "chunks/entry/worker": "node_modules/tinypool/dist/entry/worker.js",
  },
  define: { __SOURCE_HASH__: JSON.stringify(sourceHash(root)) },
  outdir: made,
  splitting: true,
  platform: "node",
  target: "node20",
  chunkNames: "chunks/[name]-[hash]",
  banner: { js: banner },
  alias: { "string-width": "./scripts/string-width.mjs" },
});
const browser = build({
  ...shared,
  entryPoints: { browser: "src/browser/index.ts" },
  outdir: made,
  platform: "browser",
  target: "es2022",
  minify: true,
  alias: { "csv-parse/sync": "csv-parse/browser/esm/sync" },
});
const bundles = await Promise.all([
  node,
  browser,
  buildPlayground(root, join(made, "playground.html")),
  buildTypes(root, join(made, "types")),
]);
const metafiles = bundles.flatMap((bundle) => bundle?.metafile ?? []);
await writeFile(join(made, "THIRD-PARTY-LICENSES.txt"), thirdPartyLicenses(root, metafiles));

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
