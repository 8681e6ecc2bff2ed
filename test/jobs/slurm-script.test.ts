import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { slurmScript } from "../../src/jobs/slurm-script.ts";
import { shellJob } from "./fixtures.ts";

test("resources, limits and the caller's own options become directives", () => {
  const script = slurmScript(shellJob("bench-1", "true", "/shared", 1800), {
    sharedFolder: "/shared",
    partition: "h100",
    account: "team",
    sbatchOptions: ["--constraint=sxm"],
    setup: "module load cuda",
  });
  expect(script.split("\n").filter((line) => line.startsWith("#SBATCH"))).toEqual([
    "#SBATCH --job-name=bench-1",
    "#SBATCH --output=/shared/bench-1.log",
    "#SBATCH --chdir=/shared",
    "#SBATCH --time=32",
    "#SBATCH --gres=gpu:1",
    "#SBATCH --cpus-per-task=4",
    "#SBATCH --mem=32G",
    "#SBATCH --partition=h100",
    "#SBATCH --account=team",
    "#SBATCH --constraint=sxm",
  ]);
  expect(script.indexOf("module load cuda")).toBeLessThan(script.indexOf("timeout"));
});

test("the caller's way of asking for a GPU replaces ours", () => {
  const script = slurmScript(shellJob("bench-1", "true", "/shared"), {
    sharedFolder: "/shared",
    sbatchOptions: ["--gpus-per-node=h100:1"],
  });
  expect(script).not.toContain("--gres");
  expect(script).toContain("#SBATCH --gpus-per-node=h100:1");
});

test.each([
  ["exit 0", "0"],
  ["exit 7", "7"],
  ["sleep 20", "124"],
])("bash runs it: `%s` leaves %s behind", (command, status) => {
  const folder = mkdtempSync(join(tmpdir(), "slurm-script-"));
  const job = shellJob("bench-1", `echo "$GREETING"; ${command}`, folder, 1);
  const script = slurmScript(job, { sharedFolder: folder, sbatchOptions: [] });
  const run = () => execFileSync("bash", ["-c", script]).toString();
  if (status === "0") expect(run()).toBe("it's me\n");
  else expect(run).toThrow();
  expect(readFileSync(`${job.outputFile}.exit`, "utf8").trim()).toBe(status);
  rmSync(folder, { recursive: true });
});
