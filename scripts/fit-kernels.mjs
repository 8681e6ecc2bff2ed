// Fits the analytic kernel models on measured kernel timings, prints errors on held-out sites and shapes, and rewrites
// src/roofline/kernels/constants-h100.ts. Usage: node scripts/fit-kernels.mjs [--data FOLDER] [--seed SEED] [--date DATE]
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { reference, root, runFromSource } from "./from-source.mjs";

const out = join(root, "src/roofline/kernels/constants-h100.ts");
const given = process.argv.slice(2);
await runFromSource("src/roofline/fit/main.ts", [
  "--data",
  join(reference, "kernels"),
  "--out",
  out,
  ...given,
]);
if (process.exitCode === 0) {
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
  execFileSync(process.execPath, [biome, "format", "--write", out]);
}
