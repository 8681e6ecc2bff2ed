// Fits the analytic kernel models on measured kernel timings, prints errors on held-out sites and shapes, and rewrites
// src/roofline/kernels/constants-h100.ts. Usage: node scripts/fit-kernels.mjs [--data FOLDER] [--seed SEED] [--date DATE]
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const reference = process.env.INFERENCE_SIM_REFERENCE ?? join(root, "../shared/reference");
const out = join(root, "src/roofline/kernels/constants-h100.ts");
const banner =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

const folder = await mkdtemp(join(tmpdir(), "fit-kernels-"));
try {
  await build({
    absWorkingDir: root,
    entryPoints: { fit: "src/roofline/fit/main.ts" },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    banner: { js: banner },
    logLevel: "warning",
  });
  const given = process.argv.slice(2);
  const args = [join(folder, "fit.mjs"), "--data", join(reference, "kernels"), "--out", out, ...given];
  execFileSync(process.execPath, args, { stdio: "inherit" });
  execFileSync(process.execPath, [
    join(root, "node_modules/@biomejs/biome/bin/biome"),
    "format",
    "--write",
    out,
  ]);
} finally {
  await rm(folder, { recursive: true, force: true });
}
