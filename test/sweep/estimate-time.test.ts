import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { estimateSweep } from "../../src/sweep/estimate-time.ts";
import { newStore, planOf } from "./sweeps.ts";

async function requestsOf(workloads: string): Promise<number> {
  const plan = planOf(`{models: llama-3.1-8b, latencyModels: calibrated, workloads: ${workloads}}`);
  return (await estimateSweep(plan, plan.scenarios, 2)).requests;
}

describe("estimateSweep", () => {
  it("counts the requests of made-up workloads, stages and traces", async () => {
    const trace = join(newStore().folder, "trace.csv");
    writeFileSync(trace, `arrival_s,prompt_tokens,output_tokens\n${"1,10,2\n".repeat(3000)}`);
    expect(await requestsOf("[{dataset: random, numPrompts: [7, 20]}]")).toBe(27);
    expect(await requestsOf("[{dataset: random, stages: ['5:60', '20:3']}]")).toBe(360);
    expect(await requestsOf(`[{trace: ${trace}}]`)).toBe(3000);
    expect(await requestsOf(`[{trace: ${trace}, limit: 5}]`)).toBe(5);
  });

  it("expects more time of more requests, and less of more threads", async () => {
    const plan = (count: number) =>
      planOf(`{models: llama-3.1-8b, workloads: [{dataset: random, numPrompts: ${count}}]}`);
    const [few, many] = [plan(500), plan(5_000_000)];
    const { seconds: short } = await estimateSweep(few, few.scenarios, 1);
    const { seconds: long } = await estimateSweep(many, many.scenarios, 1);
    const { seconds: shared } = await estimateSweep(many, many.scenarios, 1000);
    expect(long).toBeGreaterThan(short);
    expect(shared).toBeLessThan(long);
  });

  it("passes over what will fail, and says nothing of what is done", async () => {
    const trace = join(newStore().folder, "bad.csv");
    writeFileSync(trace, "arrival_s,prompt_tokens,output_tokens\n0,abc,5\n");
    expect(await requestsOf(`[{trace: ${trace}}, {dataset: random, numPrompts: 4}]`)).toBe(4);
    const tooLarge = planOf("{models: llama-3.1-70b, workloads: [{dataset: random, numPrompts: 4}]}");
    expect((await estimateSweep(tooLarge, tooLarge.scenarios, 2)).seconds).toBeLessThan(60);
    const plan = planOf("{models: llama-3.1-8b}");
    expect((await estimateSweep(plan, [], 2)).requests).toBe(0);
  });
});
