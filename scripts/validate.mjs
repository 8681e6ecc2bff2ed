// Compares the simulator with every measurement of the reference folder and writes docs/accuracy.md.
// Usage: node scripts/validate.mjs [--reference FOLDER] [--out FILE]
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const reference = process.env.INFERENCE_SIM_REFERENCE ?? join(root, "../shared/reference");
const banner =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

const given = process.argv.slice(2);
if (!given.includes("--reference") && !existsSync(reference)) {
  process.stderr.write("no folder of measurements: set INFERENCE_SIM_REFERENCE or give --reference FOLDER\n");
  process.exit(2);
}
// Within the package, so that it finds its configs/.
const folder = join(root, "out", `validate-${process.pid}`);
await mkdir(folder, { recursive: true });
try {
  await build({
    absWorkingDir: root,
    entryPoints: { validate: "src/validate/accuracy/main.ts" },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    banner: { js: banner },
    logLevel: "warning",
  });
  const args = [
    join(folder, "validate.mjs"),
    "--reference",
    reference,
    "--out",
    join(root, "docs/accuracy.md"),
  ];
  execFileSync(process.execPath, [...args, ...given], { stdio: "inherit" });
} finally {
  await rm(folder, { recursive: true, force: true });
}
