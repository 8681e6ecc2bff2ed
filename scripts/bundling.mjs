// How sources are bundled: for Node (the command line, the library, scripts) and for browsers.
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

const ALWAYS = {
  absWorkingDir: root,
  bundle: true,
  metafile: true,
  logLevel: "warning",
  // The comments of licences go into THIRD-PARTY-NOTICES.txt instead, with those of packages that have none.
  legalComments: "none",
};

export const FOR_NODE = {
  ...ALWAYS,
  format: "esm",
  platform: "node",
  target: "node20",
  // Some dependencies are CommonJS and call require(); ESM output has none unless it is created.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  alias: { "string-width": join(root, "scripts", "string-width.mjs") },
};

export const FOR_BROWSERS = {
  ...ALWAYS,
  platform: "browser",
  target: "es2022",
  minify: true,
  // The package's own entry for browsers, which needs no Buffer of Node's.
  alias: { "csv-parse/sync": "csv-parse/browser/esm/sync" },
};
