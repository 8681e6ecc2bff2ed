// Bundles an engine benchmark in memory and runs it in its own process, so that it starts cold:
//   node scripts/bench-engine.mjs [perf/engine.bench.ts [ARGUMENTS]]
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const [entry = "perf/engine.bench.ts", ...args] = process.argv.slice(2);
const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: [entry],
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  write: false,
});
const run = spawnSync(process.execPath, ["--input-type=module", "-", ...args], {
  input: outputFiles[0].text,
  stdio: ["pipe", "inherit", "inherit"],
});
process.exitCode = run.status ?? 1;
