import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BuiltCli, buildCli } from "./built-cli.ts";
import { type SlurmCluster, slurmObstacle, startSlurm } from "./slurm-cluster.ts";

const obstacle = slurmObstacle();
const SHARDS = 4;
/** 160 scenarios that take a shard some seconds. */
const SWEEP = `
models: llama-3.1-8b
tp: [1, 2]
latencyModels: [calibrated, mfu]
workloads: [{dataset: random, randomInputLen: 256, randomOutputLen: 64, randomRangeRatio: 0.5, numPrompts: 4000}]
requestRates: [2, 5, 10, 20]
seeds: 10
`;
const SUMMARIES = ["manifest.json", "summary.csv", "summary.json", "points.csv"];

describe.skipIf(obstacle !== undefined)(
  `a sweep on SLURM${obstacle ? ` [skipped: ${obstacle}]` : ""}`,
  () => {
    let cli: BuiltCli;
    let slurm: SlurmCluster;
    let folder: string;
    let file: string;
    beforeAll(async () => {
      [cli, slurm] = await Promise.all([buildCli(), startSlurm()]);
      folder = mkdtempSync(join(tmpdir(), "sweep-slurm-"));
      file = join(folder, "sweep.yaml");
      writeFileSync(file, SWEEP);
    });
    afterAll(async () => {
      await slurm?.stop();
      cli?.remove();
      rmSync(folder, { recursive: true, force: true });
    });

    const submit = (output: string, ...more: string[]) => [
      ...["sweep", file, "--output", output, "--executor", "slurm", "--shards", String(SHARDS)],
      ...["--poll-interval", "0.25", "--job-cpus", "1", "--job-memory", "1", ...more],
    ];
    const results = (output: string) =>
      readdirSync(join(output, "results")).filter((name) => name.endsWith(".json"));
    const summaries = (output: string) => SUMMARIES.map((name) => readFileSync(join(output, name), "utf8"));

    test("comes to the same bytes as on one machine, though a shard and its watcher were killed", async () => {
      const output = join(folder, "array");
      const first = cli.start(submit(output), slurm.env);
      const running = () => slurm.queue("%T %K").filter((line) => line.startsWith("RUNNING")).length;
      for (let tries = 0; tries < 300 && !(existsResults(output) > 10 && running() > 1); tries++)
        await sleep(100);
      expect(running(), (await Promise.race([first.ended, undefined]))?.stderr).toBeGreaterThan(1);
      // The watcher dies, then one of the shards: SLURM kills it outright.
      first.signal("SIGKILL");
      await first.ended;
      const [victim] = slurm.queue("%i %T").filter((line) => line.includes("_") && line.endsWith("RUNNING"));
      const killed = await run("scancel", ["--signal=KILL", victim!.split(" ")[0]!]);
      expect(killed).toBe(0);
      for (let tries = 0; tries < 600 && slurm.queue("%i").length > 0; tries++) await sleep(100);

      const states = slurm
        .ended()
        .filter(({ name }) => name.startsWith("infersim-sweep"))
        .map(({ state }) => state);
      expect(states.filter((state) => state === "COMPLETED")).toHaveLength(SHARDS - 1);
      const lost = 160 - results(output).length;
      expect(lost).toBeGreaterThan(0);
      // The job that depends on the array has merged what there was.
      expect(
        slurm.ended().some(({ name, state }) => name.startsWith("infersim-merge") && state !== "CANCELLED"),
      ).toBe(true);
      expect(readFileSync(join(output, "logs", "merge.log"), "utf8")).toContain(`${lost} missing: not run`);
      const status = await cli.run([
        "sweep",
        "status",
        output,
        "--shards",
        String(SHARDS),
        "--format",
        "json",
      ]);
      expect(status.code).toBe(4);
      const shards: { missing: number }[] = JSON.parse(status.stdout);
      expect(shards.filter(({ missing }) => missing > 0).map(({ missing }) => missing)).toEqual([lost]);

      const again = await cli.run(submit(output), slurm.env);
      expect(again.code, again.stderr).toBe(0);
      expect(again.stderr).toContain("160 ok, 0 failed, 0 missing");
      const here = join(folder, "here");
      const local = await cli.run(["sweep", file, "--output", here, "--workers", "1"]);
      expect(local.code, local.stderr).toBe(0);
      expect(summaries(output)).toEqual(summaries(here));
      expect(results(output)).toEqual(results(here));
      for (const name of results(here)) {
        expect(readFileSync(join(output, "results", name))).toEqual(
          readFileSync(join(here, "results", name)),
        );
      }
      // With every result there, nothing is submitted.
      const known = await cli.run(submit(output), { PATH: "/nowhere" });
      expect([known.code, known.stdout]).toEqual([0, again.stdout]);
    }, 240_000);

    test("runs at most as many shards at once as allowed", async () => {
      const output = join(folder, "limited");
      const started = cli.start(submit(output, "--max-parallel", "2"), slurm.env);
      let most = 0;
      let over = false;
      const ended = started.ended.finally(() => {
        over = true;
      });
      while (!over) {
        most = Math.max(
          most,
          slurm.queue("%T %j").filter((line) => /^RUNNING infersim-sweep/.test(line)).length,
        );
        await sleep(100);
      }
      const { code, stderr } = await ended;
      expect(code, stderr).toBe(0);
      expect(most).toBe(2);
    }, 240_000);

    test("shows what it would hand over, and hands nothing over", async () => {
      // What the tests before handed over is still being taken down.
      for (let tries = 0; tries < 300 && slurm.queue("%i").length > 0; tries++) await sleep(100);
      const { stdout, code } = await cli.run(submit(join(folder, "dry"), "--dry-run"), slurm.env);
      expect(code).toBe(0);
      expect(stdout).toContain("#SBATCH --array=0-3\n");
      expect(stdout).toContain("#SBATCH --dependency=afterany:ARRAY\n");
      expect(slurm.queue("%i")).toEqual([]);
    }, 60_000);

    function existsResults(output: string): number {
      try {
        return results(output).length;
      } catch {
        return 0;
      }
    }

    async function run(program: string, args: readonly string[]): Promise<number | null> {
      const { spawnSync } = await import("node:child_process");
      return spawnSync(program, [...args], { env: { ...process.env, ...slurm.env } }).status;
    }
  },
);
