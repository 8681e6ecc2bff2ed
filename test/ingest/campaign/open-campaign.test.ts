import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockCampaign } from "../../../src/ingest/campaign/lock.ts";
import { type CampaignRequest, openCampaign } from "../../../src/ingest/campaign/open-campaign.ts";
import { readState, stampOf, writeState } from "../../../src/ingest/campaign/state.ts";
import { TARGET_DEFAULTS } from "../../../src/ingest/campaign/target.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "open-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const request = (more: Partial<CampaignRequest> = {}): CampaignRequest => ({
  folder,
  gpu: "H100",
  target: { name: "openshift", ...TARGET_DEFAULTS },
  limits: { wave0Min: 60, waveMin: 30, queueMin: 120 },
  selfTest: false,
  shapes: [],
  extras: [],
  retryFailed: false,
  sites: [{ k: 2048, n: 6144 }],
  now: new Date("2026-01-02T03:04:05.678Z"),
  ...more,
});

test("a new campaign: 25 jobs that wait, named after GPU, shape, phase and time", () => {
  const { state, plan } = openCampaign(request());
  expect(Object.keys(state.jobs)).toHaveLength(25);
  expect(plan.length).toBeGreaterThan(25);
  expect(state.jobs["32-8-128/decode/tp2"]).toEqual({
    name: "infersim-h100-32-8-128-decode-tp2-20260102-030405",
    wave: 3,
    state: "waiting",
  });
  expect(readState(folder)).toBeUndefined();
});

test("what has ended is left alone; --only and --retry-failed run again under a new name", () => {
  const { state } = openCampaign(request());
  state.jobs.gemm = { ...state.jobs.gemm!, state: "succeeded", id: "7" };
  state.jobs["28-4-128/prefill"] = { ...state.jobs["28-4-128/prefill"]!, state: "failed", id: "8" };
  state.jobs["28-4-128/decode/tp1"] = { ...state.jobs["28-4-128/decode/tp1"]!, state: "running", id: "9" };
  writeState(folder, state);
  const now = new Date("2026-01-03T00:00:00Z");
  const again = (more: Partial<CampaignRequest>) => openCampaign(request({ now, ...more })).state;

  expect(again({})).toEqual(state);
  expect(again({ retryFailed: true }).jobs["28-4-128/prefill"]).toEqual({
    name: "infersim-h100-28-4-128-prefill-20260103-000000",
    wave: 1,
    state: "waiting",
  });
  expect(again({ retryFailed: true }).jobs.gemm!.id).toBe("7");
  const ended = again({ only: ["gemm", "28-4-128/prefill"] });
  expect(ended.jobs.gemm!.name).toBe("infersim-h100-gemm-20260103-000000");
  expect(ended.jobs["28-4-128/prefill"]!.name).toBe("infersim-h100-28-4-128-prefill-20260103-000000");
  expect(ended.stamp).toBe("20260102-030405");
  // One of them still runs: this is the same --only again, after an interruption.
  expect(again({ only: ["gemm", "28-4-128/decode/tp1"] })).toEqual(state);
});

test("shapes and extras are added to what there is", () => {
  writeState(folder, openCampaign(request({ shapes: ["32-4"] })).state);
  const { state } = openCampaign(request({ extras: ["fp8"], shapes: ["40-8"] }));
  expect(Object.keys(state.jobs)).toHaveLength(25 + 4 + 4 + 1);
  expect(state.jobs["40-8-128/prefill"]!.wave).toBe(8);
});

test("one folder holds one campaign", () => {
  writeState(folder, openCampaign(request()).state);
  expect(() => openCampaign(request({ gpu: "H200" }))).toThrow(/whose GPU is H100, not H200.*--campaign/);
  const target = { name: "slurm" as const, ...TARGET_DEFAULTS };
  expect(() => openCampaign(request({ target }))).toThrow("whose target is openshift, not slurm");
  expect(() => openCampaign(request({ selfTest: true }))).toThrow("whose kernels is real, not self-test");
});

test("a state file that was edited badly is refused, field by field", () => {
  const { state } = openCampaign(request());
  writeState(folder, { ...state, gpu: 5 as never });
  expect(() => readState(folder)).toThrow(/campaign.json: gpu/);
});

test("only one process submits; a dead one's lock is taken over", () => {
  const unlock = lockCampaign(folder);
  expect(() => lockCampaign(folder)).toThrow(`process ${process.pid}`);
  unlock();
  lockCampaign(folder)();
});

test("stamps sort as time does, in UTC", () => {
  expect(stampOf(new Date("2026-11-21T09:30:27.999Z"))).toBe("20261121-093027");
});
