// Bundles perf/engine.bench.ts in memory and runs it in its own process, so that it starts cold.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ["perf/engine.bench.ts"],
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  write: false,
});
const run = spawnSync(process.execPath, ["--input-type=module", "-"], {
  input: outputFiles[0].text,
  stdio: ["pipe", "inherit", "inherit"],
});
process.exitCode = run.status ?? 1;
