// Fits the constants that no kernel timing can tell (host time, ranks' wait, admission) on measured runs of servers, and
// writes them, with the errors on what was held out, to docs/service-fit.json. Takes some minutes. The constants then go
// into configs/hardware_config.json, the page of `npm run validate` shows the errors.
// Usage: node scripts/fit-service.mjs [--reference FOLDER]
import { execFileSync } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({ options: { reference: { type: "string" } } });
const reference =
  values.reference ?? process.env.INFERENCE_SIM_REFERENCE ?? join(root, "../shared/reference");
const banner =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

// Within the package, so that it finds its configs/.
const folder = join(root, "out", `fit-service-${process.pid}`);
await mkdir(folder, { recursive: true });
try {
  await build({
    absWorkingDir: root,
    entryPoints: { fit: "src/validate/service-fit/main.ts" },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    banner: { js: banner },
    logLevel: "warning",
  });
  const out = join(root, "docs/service-fit.json");
  const args = [join(folder, "fit.mjs"), "--data", join(reference, "serving"), "--out", out];
  execFileSync(process.execPath, args, { stdio: "inherit" });
} finally {
  await rm(folder, { recursive: true, force: true });
}
