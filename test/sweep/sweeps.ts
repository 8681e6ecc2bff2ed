import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { planSweep, type SweepPlan } from "../../src/sweep/plan.ts";
import { runSweep, type Shard } from "../../src/sweep/run-sweep.ts";
import { parseSweep } from "../../src/sweep/spec/read.ts";
import { ResultStore } from "../../src/sweep/store.ts";

/** Eight scenarios in four points, of milliseconds each. */
export const SMALL = `
models: llama-3.1-8b
tp: [1, 2]
latencyModels: calibrated
workloads: [{dataset: random, randomInputLen: 64, randomOutputLen: 8, randomRangeRatio: 0.5, numPrompts: 40}]
requestRates: [10, 20]
seeds: 2
settings: {goodput: ["ttft:50"]}
`;

export function planOf(text: string): SweepPlan {
  return planSweep(parseSweep(text, "s.yaml"));
}

/** A store in a folder of its own, gone after the tests of the file. */
export function newStore(): ResultStore {
  const folder = mkdtempSync(join(tmpdir(), "inference-sim-sweep-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return new ResultStore(folder);
}

/** Runs what is due in this process; returns the ids that were run. */
export async function runHere(plan: SweepPlan, store: ResultStore, shard?: Shard): Promise<string[]> {
  const ids: string[] = [];
  await runSweep({
    ...{ plan, store, workers: 1 },
    ...(shard === undefined ? {} : { shard }),
    onOutcome: ({ id }) => ids.push(id),
  });
  return ids;
}
