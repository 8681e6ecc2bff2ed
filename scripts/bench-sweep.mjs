// How fast sweeps are, as whole processes of the built command line:
//   node scripts/bench-sweep.mjs [--browse]
// --browse also makes 100,000 results and measures time and memory of what reads them all. Asserts nothing.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtCli } from "./built-cli.mjs";
import { machine, measureProcess } from "./measure-process.mjs";

const cli = builtCli();
const scratch = mkdtempSync(join(tmpdir(), "inference-sim-sweep-bench-"));

function run(args, nodeFlags = []) {
  return measureProcess([...nodeFlags, cli, ...args], scratch);
}

function sweepFile(name, { requests, rates, seeds }) {
  const text = `
models: [llama-3.1-8b, qwen3-8b]
tp: [1, 2]
latencyModels: [calibrated, mfu]
workloads:
  - {dataset: random, randomInputLen: 512, randomOutputLen: 128, randomRangeRatio: 0.5, numPrompts: ${requests}}
requestRates: [${Array.from({ length: rates }, (_, i) => i + 1).join(", ")}]
seeds: ${seeds}
`;
  const file = join(scratch, `${name}.yaml`);
  writeFileSync(file, text);
  return file;
}

function report(title, { ms, peakMiB }, scenarios) {
  const each = `${(ms / scenarios).toFixed(3)} ms a scenario`;
  const seconds = (ms / 1000).toFixed(2).padStart(8);
  console.log(`${title.padEnd(58)}${seconds} s  ${each.padStart(24)}  ${peakMiB.toFixed(0)} MiB`);
}

try {
  console.log(machine());
  const thousand = sweepFile("thousand", { requests: 1000, rates: 25, seeds: 5 });
  const folder = join(scratch, "thousand");
  const quiet = ["--quiet", "--format", "json"];
  report("1,000 scenarios of 1,000 requests", run(["sweep", thousand, "--output", folder, ...quiet]), 1000);
  report("the same again, all known", run(["sweep", thousand, "--output", folder, ...quiet]), 1000);
  const one = run(["sweep", thousand, "--output", join(scratch, "one"), "--workers", "1", ...quiet]);
  report("1,000 scenarios of 1,000 requests, one worker", one, 1000);
  const tiny = sweepFile("tiny", { requests: 1, rates: 25, seeds: 5 });
  report(
    "1,000 scenarios of 1 request: overhead",
    run(["sweep", tiny, "--output", join(scratch, "tiny"), ...quiet]),
    1000,
  );
  if (process.argv.includes("--browse")) {
    const many = sweepFile("many", { requests: 2, rates: 125, seeds: 100 });
    const large = join(scratch, "many");
    report("100,000 scenarios of 2 requests", run(["sweep", many, "--output", large, ...quiet]), 100_000);
    report("the same again, all known", run(["sweep", many, "--output", large, ...quiet]), 100_000);
    const small = ["--max-old-space-size=256"];
    report("sweep status, heap of 256 MiB", run(["sweep", "status", large, ...quiet], small), 100_000);
    report("sweep merge, heap of 256 MiB", run(["sweep", "merge", large, ...quiet], small), 100_000);
    const show = ["sweep", "show", large, "--where", "tp=2", "--sort=-p99_ttft_ms", "--top", "10"];
    report("sweep show: filter, sort, heap of 256 MiB", run([...show, "--quiet"], small), 100_000);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
