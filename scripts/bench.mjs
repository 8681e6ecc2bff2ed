// `npm run bench`: how long whole processes and the engine alone take, and the memory they need. Asserts nothing.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchCases, ONE_REQUEST } from "../perf/cases.mjs";
import { builtCli } from "./built-cli.mjs";
import { reference, root } from "./from-source.mjs";
import { machine, measureProcess } from "./measure-process.mjs";

const RUNS = Number(process.env.BENCH_RUNS ?? 5);
const cli = builtCli();
const scratch = mkdtempSync(join(tmpdir(), "inference-sim-bench-"));

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Medians over several runs, after one that warms the file cache. */
function medians(args) {
  measureProcess(args, scratch);
  const runs = Array.from({ length: RUNS }, () => measureProcess(args, scratch));
  const results = runs.map(({ stdout }) => (stdout.startsWith("{") ? JSON.parse(stdout) : undefined));
  const engineMs = results[0] && median(results.map(({ simulator }) => simulator.engineSeconds * 1000));
  return {
    ms: median(runs.map(({ ms }) => ms)),
    peakMiB: median(runs.map(({ peakMiB }) => peakMiB)),
    engineMs,
    requests: results[0]?.num_prompts,
  };
}

try {
  const baseline = medians(["-e", "0"]);
  const measured = benchCases({ root, reference, scratch }).map(({ title, args }) => {
    return { title, ...medians([cli, ...args]) };
  });
  const fixedMiB = measured.find(({ title }) => title === ONE_REQUEST).peakMiB;
  const rows = [{ title: "node -e 0", ...baseline }, ...measured].map(
    ({ title, ms, engineMs, requests, peakMiB }) => ({
      case: title,
      "whole process ms": ms.toFixed(0),
      "x node -e 0": (ms / baseline.ms).toFixed(1),
      "engine ms": engineMs?.toFixed(0) ?? "-",
      "engine requests/s": engineMs ? Math.round((requests / engineMs) * 1000).toLocaleString("en") : "-",
      "peak MiB": peakMiB.toFixed(0),
      "bytes/request": requests > 1 ? Math.round(((peakMiB - fixedMiB) * 2 ** 20) / (requests - 1)) : "-",
    }),
  );
  const names = Object.keys(rows[0]);
  const widths = names.map((name) => Math.max(name.length, ...rows.map((one) => String(one[name]).length)));
  const line = (cells) =>
    cells.map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i]) : String(cell).padStart(widths[i])));
  console.log(`${machine()}, median of ${RUNS}`);
  for (const cells of [names, ...rows.map((one) => names.map((name) => one[name]))])
    console.log(line(cells).join("  "));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
