// Bundles src/cli.ts and the sweep's worker into dist/. ESM with code splitting, so that a command loads only what it needs.
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { sourceHash } from "./source-hash.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

// Some dependencies are CommonJS and call require(); ESM output has none unless it is created.
const banner =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

await rm(`${root}dist`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: {
    cli: "src/cli.ts",
    "sweep-worker": "src/sweep/worker.ts",
    // Where tinypool, bundled into a chunk, looks for what its threads begin with.
    "chunks/entry/worker": "node_modules/tinypool/dist/entry/worker.js",
  },
  define: { __SOURCE_HASH__: JSON.stringify(sourceHash(root)) },
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  chunkNames: "chunks/[name]-[hash]",
  banner: { js: banner },
  alias: { "string-width": "./scripts/string-width.mjs" },
  legalComments: "none",
  logLevel: "warning",
});
