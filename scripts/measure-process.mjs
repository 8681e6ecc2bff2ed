// One process of Node, measured from outside: clock time and peak memory.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { root } from "./bundling.mjs";

/** @param scratch a folder to leave a file in */
export function measureProcess(args, scratch) {
  const usage = join(scratch, "usage");
  const begin = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", join(root, "perf", "report-usage.mjs"), ...args],
    { cwd: root, encoding: "utf8", maxBuffer: 1 << 28, env: { ...process.env, USAGE_FILE: usage } },
  );
  const ms = performance.now() - begin;
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stderr.slice(0, 2000)}`);
  return { ms, peakMiB: Number(readFileSync(usage, "utf8")) / 1024, stdout };
}

export function machine() {
  return `Node ${process.version}, ${availableParallelism()} x ${cpus()[0]?.model ?? "?"}`;
}
