import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { cli, scratchFolder } from "./cli.ts";

/** Scripts that model their rows and say so, in place of a GPU. */
const KERNELS = fileURLToPath(new URL("../real/kernels", import.meta.url));
const python = spawnSync("python3", ["--version"]).status === 0;

describe.skipIf(!python)(`a campaign on this machine${python ? "" : " (there is no python3)"}`, () => {
  const scratch = scratchFolder();
  const bench = (command: string, ...args: string[]) =>
    cli(["bench", command, "--campaign", scratch.path("campaign"), "--kernels", KERNELS, ...args]);

  test("is submitted, collected into a folder of its own, and checked there", async () => {
    const only = "32-8-128/prefill,32-8-128/decode/tp2";
    const submitted = await bench(
      "submit",
      "--target",
      "local",
      "--self-test",
      "--only",
      only,
      "--poll-interval",
      "0.1",
    );
    expect(submitted.code, submitted.stderr).toBe(0);
    const tables = join(scratch.path("campaign"), "tables");
    const next = `bench collect --campaign ${scratch.path("campaign")} --bench-data-path ${tables}`;
    expect(submitted.stderr).toContain(`next: ${next}`);
    expect((await bench("status")).stderr).toContain(`2 succeeded; ${next}`);

    // Rows that nobody measured never take the place of the shipped tables by themselves.
    const shipped = await bench("collect");
    expect(shipped.code).toBe(2);
    expect(shipped.stderr).toContain("no measurements and have no place in the shipped tables");

    const collected = await bench("collect", "--bench-data-path", tables, "--format", "json");
    expect(collected.code, collected.stderr).toBe(0);
    expect(JSON.parse(collected.stdout).map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      "stored",
      "stored",
    ]);
    const checked = await cli(["bench", "validate", "--bench-data-path", tables, "--only", only]);
    expect(checked.code, checked.stdout).toBe(0);
  });

  test("a job that is none of the campaign's is named, not passed over", async () => {
    const { code, stderr } = await bench("collect", "--bench-data-path", scratch.path("t"), "--only", "gemm");
    expect(code).toBe(2);
    expect(stderr).toContain(
      '--only names no job, got "gemm". There is: 32-8-128/prefill, 32-8-128/decode/tp2',
    );
    expect(existsSync(scratch.path("t"))).toBe(false);
  });
});

test("an FP8 job is refused on a GPU without FP8, before anything is planned or submitted", async () => {
  for (const args of [["plan"], ["jobs", "--target", "slurm", "--dry-run"]]) {
    const { code, stdout, stderr } = await cli(["bench", ...args, "--with", "fp8", "--gpu", "A100-SXM"]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("gemm-fp8 cannot run on A100-SXM, which has no FP8 tensor cores");
  }
});

test("bench validate says which tables it cannot check", async () => {
  const { stderr } = await cli(["bench", "validate", "--with", "allreduce"]);
  expect(stderr).toContain("not checked, for want of ranges to check by: allreduce");
});
