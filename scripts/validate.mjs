// Compares the simulator with every measurement of the reference folder and writes docs/accuracy.md.
// Usage: node scripts/validate.mjs [--reference FOLDER] [--out FILE]
import { existsSync } from "node:fs";
import { join } from "node:path";
import { reference, root, runFromSource } from "./from-source.mjs";

const given = process.argv.slice(2);
if (given.includes("--reference") || existsSync(reference)) {
  const out = join(root, "docs", "accuracy.md");
  await runFromSource("src/validate/accuracy/main.ts", ["--reference", reference, "--out", out, ...given]);
} else {
  process.stderr.write("no folder of measurements: set INFERENCE_SIM_REFERENCE or give --reference FOLDER\n");
  process.exitCode = 2;
}
