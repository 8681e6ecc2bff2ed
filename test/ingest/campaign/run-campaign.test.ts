import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { kernelFiles, kernelJob } from "../../../src/ingest/campaign/kernel-job.ts";
import { openCampaign } from "../../../src/ingest/campaign/open-campaign.ts";
import { runCampaign } from "../../../src/ingest/campaign/run-campaign.ts";
import { type CampaignState, readState, writeState } from "../../../src/ingest/campaign/state.ts";
import { schedulerOf, TARGET_DEFAULTS } from "../../../src/ingest/campaign/target.ts";
import { SITES } from "../fixtures.ts";

/** Two devices of this machine, the tests' kernels on them. */
const KERNELS = fileURLToPath(new URL("../../real/kernels", import.meta.url));
const DEVICE = { bf16TFlops: 989.5, fp8TFlops: 1979, memoryTBs: 3.35, memoryGiB: 79.18, sms: 132, l2MiB: 50 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "run-campaign-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

async function campaign(only?: readonly string[], waveMin = 30) {
  const files = kernelFiles(KERNELS);
  const { state, plan } = openCampaign({
    folder,
    gpu: "H100",
    target: { name: "local", ...TARGET_DEFAULTS, devices: ["0", "1"] },
    limits: { wave0Min: 60, waveMin, queueMin: 120 },
    selfTest: true,
    shapes: [],
    extras: [],
    only,
    retryFailed: false,
    sites: SITES,
    now: new Date("2026-01-02T03:04:05Z"),
  });
  const place = { folder, stamp: state.stamp, gpu: "H100", queueLimitS: 7200 };
  const scheduler = schedulerOf(state.target, place, files);
  await scheduler.provide(files);
  const jobs = new Map(
    plan
      .filter(({ id }) => state.jobs[id])
      .map((bench) => [bench.id, kernelJob(bench, state, place, scheduler, DEVICE)]),
  );
  return { state, running: { state, save: () => writeState(folder, state), scheduler, jobs, only } };
}

/** Runs it, and notes who was live together. */
async function run(
  { state, running }: Awaited<ReturnType<typeof campaign>>,
  signal = new AbortController().signal,
) {
  const together = new Set<string>();
  const notes: string[] = [];
  const ended = await runCampaign(running, {
    pollS: 0.05,
    signal,
    onTick: () => {
      const live = Object.entries(state.jobs).filter(
        ([, job]) => job.state === "running" || job.state === "pending",
      );
      if (live.length > 0) together.add(live.map(([id]) => id).join(" "));
    },
    onNote: (sentence) => notes.push(sentence),
  });
  return { ended, together, notes };
}

const statesOf = (state: CampaignState) =>
  Object.fromEntries(Object.entries(state.jobs).map(([id, job]) => [id, job.state]));

test("waves run one after another, wave 0 beside them, and a failure stops nobody", async () => {
  vi.stubEnv("FAKE_KERNEL_FAIL", "mha/prefill/28-4-128.csv");
  const only = ["gemm", "28-4-128/prefill", "28-4-128/decode/tp1", "32-32-128/prefill", "32-8-128/prefill"];
  const run1 = await campaign(only);
  const { ended, together } = await run(run1);
  expect(ended).toBe(true);
  expect(statesOf(run1.state)).toEqual({
    gemm: "succeeded",
    "28-4-128/prefill": "failed",
    "28-4-128/decode/tp1": "succeeded",
    "32-32-128/prefill": "succeeded",
    "32-8-128/prefill": "succeeded",
  });
  expect(run1.state.jobs["28-4-128/prefill"]).toMatchObject({
    exitCode: 1,
    reason: "exit status 1: CUDA error: an illegal memory access was encountered",
  });
  for (const group of together) {
    const waves = new Set(
      group
        .split(" ")
        .map((id) => run1.state.jobs[id]!.wave)
        .filter((wave) => wave > 0),
    );
    expect(waves.size, group).toBeLessThanOrEqual(1);
    expect(group.split(" ").length, group).toBeLessThanOrEqual(2);
  }
  expect(readState(folder)).toEqual(run1.state);
  expect(readdirSync(join(folder, "results", "mha", "prefill")).sort()).toContain("32-8-128.csv");
});

test("a job that hangs is ended at its limit, and what it had measured stays", async () => {
  vi.stubEnv("FAKE_KERNEL_HANG", "mha/prefill/32-8-128.csv");
  const hanging = await campaign(["32-8-128/prefill"], 0.02);
  await run(hanging);
  expect(hanging.state.jobs["32-8-128/prefill"]).toMatchObject({ state: "timed-out" });
  const part = readFileSync(join(folder, "results", "mha", "prefill", "32-8-128.csv.part"), "utf8");
  expect(part.trim().split("\n")).toHaveLength(3);
});

test("told to stop, it leaves jobs alone; taken up again, it finds them under their names", async () => {
  vi.stubEnv("FAKE_KERNEL_SECONDS", "1");
  const first = await campaign(["28-4-128/prefill", "32-32-128/prefill"]);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 400);
  expect((await run(first, stop.signal)).ended).toBe(false);
  expect(statesOf(first.state)).toEqual({ "28-4-128/prefill": "running", "32-32-128/prefill": "waiting" });
  // As if it had died between handing the job over and writing down that it was taken.
  const { id, ...cut } = first.state.jobs["28-4-128/prefill"]!;
  writeState(folder, {
    ...first.state,
    jobs: { ...first.state.jobs, "28-4-128/prefill": { ...cut, state: "submitting" } },
  });
  vi.stubEnv("FAKE_KERNEL_SECONDS", "0");
  const second = await campaign();
  second.running.only = ["28-4-128/prefill", "32-32-128/prefill"];
  await run(second);
  expect(second.state.jobs["28-4-128/prefill"]).toMatchObject({ state: "succeeded", id });
  expect(second.state.jobs["32-32-128/prefill"]!.state).toBe("succeeded");
  expect(second.state.jobs.gemm!.state).toBe("waiting");
  expect(readdirSync(join(folder, "logs")).filter((name) => name.endsWith(".log"))).toHaveLength(2);
});

test("a job that nobody takes is given up after three attempts, and the others go on", async () => {
  const refused = await campaign(["28-4-128/prefill", "32-32-128/prefill"]);
  // Its log would lie in a folder that cannot be made.
  writeFileSync(join(folder, "file"), "");
  const job = refused.running.jobs.get("28-4-128/prefill")!;
  const jobs = new Map(refused.running.jobs).set("28-4-128/prefill", {
    ...job,
    outputFile: join(folder, "file", "x.log"),
  });
  const { notes } = await run({ ...refused, running: { ...refused.running, jobs } });
  expect(notes.filter((note) => note.includes("was not taken"))).toHaveLength(3);
  expect(statesOf(refused.state)).toEqual({ "28-4-128/prefill": "failed", "32-32-128/prefill": "succeeded" });
});
