// The engine's property tests over many more scenarios: node scripts/soak.mjs [SCENARIOS], 100,000 by default.
import { spawnSync } from "node:child_process";
import { root } from "./bundling.mjs";

const PROPERTIES = 7;
const scenarios = Number(process.argv[2] ?? 100_000);
if (!(scenarios >= PROPERTIES))
  throw new RangeError(`at least ${PROPERTIES} scenarios, got ${process.argv[2]}`);

const tests = ["oracle", "step-by-step", "waterfall"].map((name) => `test/engine/${name}.test.ts`);
const run = spawnSync(
  process.execPath,
  ["node_modules/vitest/vitest.mjs", "run", "--project", "unit", "--testTimeout", "0", ...tests],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, INFERENCE_SIM_SOAK_RUNS: String(Math.ceil(scenarios / PROPERTIES)) },
  },
);
process.exitCode = run.status ?? 1;
