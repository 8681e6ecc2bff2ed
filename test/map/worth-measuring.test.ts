import { expect, test } from "vitest";
import { loadModel } from "../../src/config/models.ts";
import { everyJob } from "../../src/ingest/plan.ts";
import { mapPoints } from "../../src/map/ratio-grid.ts";
import { worthMeasuring } from "../../src/map/worth-measuring.ts";
import { H100 } from "../../src/roofline/kernels/constants-h100.ts";

const points = mapPoints({ tp: [1, 2, 8], prompt: [512, 2048], batch: [1, 64], kv: [512, 4096] });

test("kernels come by what is not known of their time, and each names a job that bench has", () => {
  const found = worthMeasuring(loadModel("llama-3.1-8b"), points, H100, 20);
  expect(found.length).toBe(20);
  const unknown = found.map(({ uncertainUs }) => uncertainUs);
  expect(unknown).toEqual([...unknown].sort((a, b) => b - a));
  for (const { uncertainUs, simulatedUs, errorPct } of found) {
    expect(uncertainUs).toBeCloseTo((simulatedUs * errorPct) / 100, 6);
  }
  const shapes = found.flatMap(({ shape }) => (shape === undefined ? [] : [shape]));
  const jobs = everyJob({ shapes, sites: [] }).map(({ id }) => id);
  for (const { job } of found) expect(jobs).toContain(job);
});

test("the GEMMs of an FP8 model are the FP8 job's", () => {
  const found = worthMeasuring(loadModel("llama-3.1-8b-fp8"), points, H100, 20);
  expect(found.some(({ job }) => job === "gemm-fp8")).toBe(true);
  expect(found.some(({ job }) => job === "gemm")).toBe(false);
});
