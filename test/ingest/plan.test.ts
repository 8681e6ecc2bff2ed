import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { BENCH_FLAGS } from "../../src/config/flags/bench.ts";
import { EXTRAS } from "../../src/ingest/bench-job.ts";
import { TARGETS } from "../../src/ingest/campaign/target.ts";
import { chooseJobs, everyJob } from "../../src/ingest/plan.ts";

const SITES = [{ k: 2048, n: 6144 }];
const plan = chooseJobs(everyJob({ sites: SITES }), {});

test("25 jobs for 25 files: one GEMM sweep, and prefill and three decodes for each of six shapes", () => {
  expect(plan).toHaveLength(25);
  expect(new Set(plan.map(({ table }) => table)).size).toBe(25);
  expect(plan.filter(({ kind }) => kind === "gemm").map(({ wave }) => wave)).toEqual([0]);
  for (let wave = 1; wave <= 6; wave++) {
    const jobs = plan.filter((job) => job.wave === wave);
    expect(jobs.map(({ kind }) => kind)).toEqual(["prefill", "decode", "decode", "decode"]);
    expect(new Set(jobs.map(({ id }) => id.split("/")[0])).size).toBe(1);
  }
});

test("rows: the grids of the documents", () => {
  const rows = (id: string) => plan.find((job) => job.id === id)!.points.length;
  expect(rows("gemm")).toBe(14);
  expect(rows("32-8-128/prefill")).toBe(9);
  // Batches 1 to 64 have nine KV lengths, 128 to 512 have seven.
  expect(rows("32-8-128/decode/tp2")).toBe(7 * 9 + 3 * 7);
});

test("a decode job times the heads of one rank; KV heads are never fewer than one", () => {
  const shapeOf = (id: string) => plan.find((job) => job.id === id)!.shape;
  expect(shapeOf("64-8-128/decode/tp4")).toEqual({ heads: 16, kvHeads: 2, headDim: 128 });
  const small = everyJob({ shapes: ["16-2"], sites: SITES }).find(({ id }) => id === "16-2-128/decode/tp4")!;
  expect(small.shape).toEqual({ heads: 4, kvHeads: 1, headDim: 128 });
  expect(small.wave).toBe(7);
  expect(small.table).toBe("mha/decode/16-2-128-tp4.csv");
  expect(small.args).toContain("--kv-heads=1");
});

test("further shapes come in waves of their own; one of the six again changes nothing", () => {
  const ids = chooseJobs(everyJob({ shapes: ["32-4", "128-8-64", "32-8"], sites: SITES }), {}).map(
    ({ id }) => id,
  );
  expect(ids).toHaveLength(33);
  expect(ids).toContain("128-8-64/decode/tp1");
});

test.each(["8-32", "32", "30-5", "32-8-128-tp2", "a-b", "6-3"])("shape %s is refused", (shape) => {
  expect(() => everyJob({ shapes: [shape], sites: SITES })).toThrow(
    "--shapes must be HEADS-KVHEADS[-HEADDIM]",
  );
});

test("jobs are chosen by id, extras by name, and an unknown id lists what there is", () => {
  const all = everyJob({ sites: SITES });
  const ids = (...args: Parameters<typeof chooseJobs>) => chooseJobs(...args).map(({ id }) => id);
  expect(ids(all, { only: ["32-8-128/decode/tp2", "gemm-fp8"] })).toEqual([
    "gemm-fp8",
    "32-8-128/decode/tp2",
  ]);
  expect(ids(all, { extras: ["allreduce"] })).toHaveLength(26);
  expect(ids(all, { extras: [...EXTRAS] })).toHaveLength(28);
  expect(() => ids(all, { only: ["32-8-128/decode/tp8"] })).toThrow(
    /names no job.*"32-8-128\/decode\/tp8".*There is: gemm,/,
  );
});

test("every script of the plan is there", () => {
  const scripts = new Set(everyJob({ sites: SITES }).map(({ script }) => script));
  for (const script of scripts) {
    expect(existsSync(fileURLToPath(new URL(`../../bench/kernels/${script}`, import.meta.url))), script).toBe(
      true,
    );
  }
});

test("flags repeat the names that these modules own", () => {
  expect(BENCH_FLAGS.target.choices).toEqual(TARGETS);
  expect(BENCH_FLAGS.with.choices).toEqual(EXTRAS);
});
