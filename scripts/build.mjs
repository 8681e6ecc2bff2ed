// Bundles src/cli.ts into dist/. ESM with code splitting, so that a command loads only what it needs.
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

// Some dependencies are CommonJS and call require(); ESM output has none unless it is created.
const banner =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

await rm(`${root}dist`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { cli: "src/cli.ts" },
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
