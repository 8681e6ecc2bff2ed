import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { CampaignState } from "../../src/ingest/campaign/state.ts";
import { type BuiltCli, buildCli } from "./built-cli.ts";
import { type SlurmCluster, slurmObstacle, startSlurm } from "./slurm-cluster.ts";

// Two cores, other tests beside these.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const KERNELS = fileURLToPath(new URL("kernels", import.meta.url));
const obstacle = slurmObstacle();

describe.skipIf(obstacle !== undefined)(
  `a campaign on SLURM${obstacle ? ` [skipped: ${obstacle}]` : ""}`,
  () => {
    let cli: BuiltCli;
    let slurm: SlurmCluster;
    let folder: string;
    beforeAll(async () => {
      [cli, slurm] = await Promise.all([buildCli(), startSlurm()]);
      folder = mkdtempSync(join(tmpdir(), "campaign-"));
    });
    afterAll(async () => {
      await slurm?.stop();
      cli?.remove();
      rmSync(folder, { recursive: true, force: true });
    });

    const submit = (campaign: string, ...more: string[]) => [
      ...[
        "bench",
        "submit",
        "--target",
        "slurm",
        "--campaign",
        campaign,
        "--kernels",
        KERNELS,
        "--self-test",
      ],
      ...["--poll-interval", "0.25", "--job-cpus", "1", "--job-memory", "2", ...more],
    ];
    const stateOf = (campaign: string): CampaignState =>
      JSON.parse(readFileSync(join(campaign, "campaign.json"), "utf8"));
    const statesOf = (campaign: string) =>
      Object.fromEntries(Object.entries(stateOf(campaign).jobs).map(([id, { state }]) => [id, state]));

    test("survives a failing job, a hanging job and the death of `bench submit`", async () => {
      const campaign = join(folder, "whole");
      const env = {
        ...slurm.env,
        FAKE_KERNEL_FAIL: "mha/prefill/28-4-128.csv",
        FAKE_KERNEL_HANG: "mha/decode/32-8-128-tp2.csv",
        FAKE_KERNEL_SECONDS: "0.5",
      };
      const limits = ["--time-limit", "0.06"];
      const first = cli.start(submit(campaign, ...limits), env);
      const inThirdWave = () =>
        existsSync(join(campaign, "campaign.json")) &&
        statesOf(campaign)["32-8-128/decode/tp2"] === "running";
      for (let tries = 0; !inThirdWave() && tries < 300; tries++) await sleep(100);
      first.signal("SIGKILL");
      expect((await first.ended).code).toBe(-1);
      const before = stateOf(campaign).jobs;
      expect(before["28-4-128/decode/tp1"]!.state).toBe("succeeded");
      expect(before["28-4-128/prefill"]!.state).toBe("failed");
      expect(before["40-40-128/prefill"]!.state).toBe("waiting");

      const { code, stdout, stderr } = await cli.run(submit(campaign, ...limits, "--format", "json"), env);
      expect({ code, stderr }).toMatchObject({ code: 4 });
      const after = stateOf(campaign).jobs;
      const lost = Object.entries(after).filter(([, { state }]) => state !== "succeeded");
      expect(lost.map(([id, { state }]) => `${id} ${state}`)).toEqual([
        "28-4-128/prefill failed",
        "32-8-128/decode/tp2 timed-out",
      ]);
      expect(after["28-4-128/prefill"]!.reason).toContain("an illegal memory access");
      expect(JSON.parse(stdout)).toHaveLength(25);
      for (const [id, entry] of Object.entries(before)) {
        if (entry.id !== undefined) expect(after[id]!.id, id).toBe(entry.id);
      }
      const names = slurm.ended().map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      expect(names.sort()).toEqual(
        Object.values(after)
          .map(({ name }) => name)
          .sort(),
      );
    });

    test("reruns what was lost, and its tables reach the simulator whole", async () => {
      const campaign = join(folder, "whole");
      const tables = join(folder, "bench_data");
      const only = "28-4-128/prefill,32-8-128/decode/tp2";
      const kept = stateOf(campaign).jobs.gemm!.id;
      const rerun = await cli.run(submit(campaign, "--only", only, "--time-limit", "2"), slurm.env);
      expect(rerun.code, rerun.stderr).toBe(0);
      expect(stateOf(campaign).jobs.gemm!.id).toBe(kept);
      expect(new Set(Object.values(statesOf(campaign)))).toEqual(new Set(["succeeded"]));

      const collect = [
        "bench",
        "collect",
        "--campaign",
        campaign,
        "--bench-data-path",
        tables,
        "--kernels",
        KERNELS,
      ];
      const collected = await cli.run([...collect, "--format", "json"]);
      expect(collected.code, collected.stderr).toBe(0);
      const outcomes = JSON.parse(collected.stdout) as { outcome: string }[];
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(25).fill("stored"));
      const manifest = JSON.parse(readFileSync(join(tables, "manifest.json"), "utf8"));
      expect(manifest.files["mha/decode/32-8-128-tp2.csv"]).toMatchObject({
        kind: "decode",
        source: "modelled",
      });
      const valid = await cli.run(["bench", "validate", "--bench-data-path", tables]);
      expect(valid.code, valid.stdout).toBe(0);
    });

    test("Ctrl-C stops watching, never the jobs", async () => {
      const campaign = join(folder, "interrupted");
      const env = { ...slurm.env, FAKE_KERNEL_SECONDS: "4" };
      const watching = cli.start(submit(campaign, "--only", "64-8-128/prefill,64-8-128/decode/tp1"), env);
      const running = () =>
        slurm.queue("%j %T").filter((line) => line.includes("64-8-128") && line.endsWith("RUNNING"));
      for (let tries = 0; running().length < 2 && tries < 100; tries++) await sleep(100);
      watching.signal("SIGINT");
      const { code, stderr } = await watching.ended;
      expect(code).toBe(130);
      expect(stderr).toContain("jobs go on");
      expect(running()).toHaveLength(2);
      const status = await cli.run(
        ["bench", "status", "--campaign", campaign, "--kernels", KERNELS, "--format", "json"],
        env,
      );
      expect(JSON.parse(status.stdout).map(({ state }: { state: string }) => state)).toEqual([
        "running",
        "running",
      ]);
      const again = await cli.run(submit(campaign), { ...env, FAKE_KERNEL_SECONDS: "0" });
      expect(again.code, again.stderr).toBe(0);
      expect(slurm.ended().filter(({ name }) => name.includes("64-8-128-prefill"))).toHaveLength(2);
    });

    test("two submissions of one campaign do not run side by side, and refusals are told", async () => {
      const campaign = join(folder, "locked");
      const env = { ...slurm.env, FAKE_KERNEL_SECONDS: "3" };
      const one = cli.start(submit(campaign, "--only", "28-4-128/prefill"), env);
      for (let tries = 0; !existsSync(join(campaign, "submit.lock")) && tries < 100; tries++) await sleep(50);
      const two = await cli.run(submit(campaign), env);
      expect(two.code).toBe(2);
      expect(two.stderr).toContain(`process ${one.pid}`);
      expect((await one.ended).code).toBe(0);
      const refused = await cli.run(
        submit(join(folder, "refused"), "--only", "28-4-128/prefill", "--partition", "nowhere"),
        env,
      );
      expect(refused.code).toBe(4);
      expect(refused.stderr).toMatch(/invalid partition/i);
      expect(readdirSync(join(campaign, "logs"))).toContainEqual(expect.stringMatching(/prefill.*\.log$/));
    });
  },
);
