import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { CampaignState } from "../../src/ingest/campaign/state.ts";
import { type BuiltCli, buildCli } from "./built-cli.ts";
import { type KubernetesShim, kubernetesShim } from "./kubernetes-shim.ts";

// Two cores, other tests beside these.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const KERNELS = fileURLToPath(new URL("kernels", import.meta.url));

/** The whole campaign through `oc`; through `kubectl`, which differs in its answers' names alone, three waves of it. */
const SOME = ["gemm", "28-4-128/prefill", "28-4-128/decode/tp1", "32-8-128/decode/tp2", "32-8-128/prefill"];

describe.each([
  ["openshift", undefined],
  ["kubernetes", SOME],
] as const)("a campaign on %s, its client pretended", (target, some) => {
  let cli: BuiltCli;
  let shim: KubernetesShim;
  let folder: string;
  beforeAll(async () => {
    cli = await buildCli();
    shim = kubernetesShim("inference-sim-workspace");
    folder = mkdtempSync(join(tmpdir(), "campaign-"));
  });
  afterAll(async () => {
    await shim.remove();
    cli.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const submit = (campaign: string, ...more: string[]) => [
    ...["bench", "submit", "--target", target, "--campaign", campaign, "--kernels", KERNELS, "--self-test"],
    ...["--poll-interval", "0.25", ...more],
  ];
  const stateOf = (campaign: string): CampaignState =>
    JSON.parse(readFileSync(join(campaign, "campaign.json"), "utf8"));

  test("runs whole, through a failing job, a hanging one, lost answers and the death of the watcher", async () => {
    const campaign = join(folder, "whole");
    const flaky = join(folder, "flaky");
    writeFileSync(flaky, "once\ntwice\n");
    const env = {
      ...shim.env,
      FAKE_KERNEL_FAIL: "mha/prefill/28-4-128.csv",
      FAKE_KERNEL_HANG: "mha/decode/32-8-128-tp2.csv",
      SHIM_FLAKY_FILE: flaky,
    };
    const more = ["--time-limit", "0.05", ...(some === undefined ? [] : ["--only", some.join()])];
    const first = cli.start(submit(campaign, ...more), env);
    const due = () => shim.applied().some((line) => line.includes("32-8-128-decode-tp2"));
    for (let tries = 0; tries < 300; tries++) {
      await sleep(100);
      try {
        if (due()) break;
      } catch {
        // Nothing was handed over yet.
      }
    }
    first.signal("SIGKILL");
    await first.ended;
    const { code, stderr } = await cli.run(submit(campaign, ...more), env);
    expect(code, stderr).toBe(4);
    const { jobs } = stateOf(campaign);
    const lost = Object.entries(jobs).filter(([, { state }]) => state !== "succeeded");
    expect(lost.map(([id, { state }]) => `${id} ${state}`)).toEqual([
      "28-4-128/prefill failed",
      "32-8-128/decode/tp2 timed-out",
    ]);
    expect(jobs["28-4-128/prefill"]!.reason).toMatch(/BackoffLimitExceeded.*an illegal memory access/);
    const handedOver = shim.applied().filter((line) => line.startsWith("Job "));
    expect(handedOver.sort()).toEqual(
      Object.values(jobs)
        .map(({ name }) => `Job ${name}`)
        .sort(),
    );
    expect(new Set(shim.applied().filter((line) => line.startsWith("ConfigMap "))).size).toBe(1);
  });

  test("fetches the tables out of the claim through a pod of its own, and leaves no pod behind", async () => {
    const campaign = join(folder, "whole");
    const only = "28-4-128/prefill,32-8-128/decode/tp2";
    const rerun = await cli.run(submit(campaign, "--only", only, "--time-limit", "2"), shim.env);
    expect(rerun.code, rerun.stderr).toBe(0);
    const tables = join(folder, "bench_data");
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
    const { code, stdout, stderr } = await cli.run([...collect, "--format", "json"], shim.env);
    expect(code, stderr + stdout).toBe(0);
    expect(JSON.parse(stdout).every(({ outcome }: { outcome: string }) => outcome === "stored")).toBe(true);
    const chosen = some === undefined ? [] : ["--only", some.join()];
    const valid = await cli.run(["bench", "validate", "--bench-data-path", tables, ...chosen]);
    expect(valid.code, valid.stdout).toBe(0);
    const objects = readdirSync(join(shim.folder, "state", "objects"));
    expect(objects.filter((name) => name.includes("reader"))).toEqual([]);
    expect(readdirSync(campaign).filter((name) => name.startsWith("fetched"))).toEqual([]);
  });

  test("says what is wrong before anything is handed over", async () => {
    const campaign = join(folder, "refused");
    const attempt = (env: Record<string, string>, ...more: string[]) =>
      cli.run(submit(campaign, ...more), { ...shim.env, ...env });
    const before = shim.applied().length;
    const loggedOut = await attempt({ SHIM_LOGGED_OUT: "1" });
    expect(loggedOut.code).toBe(2);
    expect(loggedOut.stderr).toContain("You must be logged in");
    const forbidden = await attempt({ SHIM_FORBIDDEN: "1" });
    expect(forbidden.stderr).toContain("may not create Jobs");
    const noClaim = await attempt({}, "--claim", "elsewhere");
    expect(noClaim.stderr).toContain("--claim");
    const noClient = await attempt({ PATH: "/nonexistent" });
    expect(noClient.stderr).toMatch(/(oc|kubectl) is not installed, or not on the PATH/);
    expect(shim.applied().length).toBe(before);
  });

  test("a dry run prints every manifest and needs no cluster", async () => {
    const campaign = join(folder, "dry");
    const { code, stdout, stderr } = await cli.run(submit(campaign, "--dry-run"), { PATH: "/nonexistent" });
    expect(code, stderr).toBe(0);
    expect(stdout.match(/^kind: Job$/gm)).toHaveLength(25);
    expect(stdout.match(/^kind: ConfigMap$/gm)).toHaveLength(1);
    expect(readdirSync(folder)).not.toContain("dry");
  });
});
