import { describe, expect, it } from "vitest";
import { slurmAfterScript, slurmArrayScript } from "../../src/jobs/slurm-array.ts";
import { shellJob } from "./fixtures.ts";

const OPTIONS = { sharedFolder: "/shared", sbatchOptions: ["--constraint=fast"], partition: "cpu" };
const job = { ...shellJob("infersim-sweep-1", "echo a b", "/store"), outputFile: "/store/shard-%a.log" };
const linesOf = (script: string) => script.split("\n");

describe("slurmArrayScript", () => {
  it("asks for an array whose tasks may run again, and keeps their output", () => {
    const lines = linesOf(slurmArrayScript(job, { tasks: 8, maxParallel: 3 }, OPTIONS));
    expect(lines[0]).toBe("#!/bin/bash");
    for (const directive of [
      ...["--array=0-7%3", "--requeue", "--open-mode=append", "--output=/store/shard-%a.log"],
      ...["--job-name=infersim-sweep-1", "--partition=cpu", "--constraint=fast", "--cpus-per-task=4"],
    ]) {
      expect(lines).toContain(`#SBATCH ${directive}`);
    }
    // SLURM stops reading directives at the first command.
    const first = lines.findIndex((line, i) => i > 0 && !line.startsWith("#SBATCH"));
    expect(lines.slice(first).some((line) => line.startsWith("#SBATCH"))).toBe(false);
    expect(lines).toContain("export GREETING='it'\\''s me'");
    expect(lines.at(-2)).toBe("exec sh -c 'echo a b'");
  });

  it("has no limit of its own when none is given", () => {
    expect(slurmArrayScript(job, { tasks: 1 }, OPTIONS)).toContain("#SBATCH --array=0-0\n");
  });
});

it("gives memory in whole numbers, which is all that SLURM takes", () => {
  const resources = { ...job.resources, memoryGiB: { request: 0.5, limit: 1 } };
  expect(slurmArrayScript({ ...job, resources }, { tasks: 1 }, OPTIONS)).toContain("#SBATCH --mem=512M\n");
});

describe("slurmAfterScript", () => {
  it("waits for another job however it ends", () => {
    expect(slurmAfterScript(job, "42", OPTIONS)).toContain("#SBATCH --dependency=afterany:42\n");
  });
});
