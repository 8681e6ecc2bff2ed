import { describe, expect, it } from "vitest";
import { prepareServer } from "../../src/sweep/prepare.ts";
import { runScenario } from "../../src/sweep/scenario.ts";
import { Workloads } from "../../src/sweep/workloads.ts";
import { scenarioOf } from "./servers.ts";

const FLAGS = {
  "num-prompts": "50",
  "request-rate": "5",
  "random-input-len": "100",
  "random-output-len": "20",
};

async function run(flags: Parameters<typeof scenarioOf>[0], options = {}) {
  const scenario = scenarioOf({ ...FLAGS, ...flags });
  return runScenario(scenario, prepareServer(scenario.server), new Workloads(), options);
}

describe("runScenario", () => {
  it("accounts for every request and token", async () => {
    const { summary, result, kvBlocks } = await run({});
    expect(summary.completed).toBe(50);
    expect(summary.totalInputTokens).toBe(50 * 100);
    expect(summary.totalOutputTokens).toBe(50 * 20);
    expect(result.peakKvBlocks).toBeLessThan(kvBlocks);
  });

  it("gives the same result twice, and step by step", async () => {
    const [fast, again, slow] = [await run({}), await run({}), await run({}, { stepByStep: true })];
    expect(again.result).toEqual(fast.result);
    expect(slow.summary).toEqual(fast.summary);
  });

  it("keeps at most the concurrency asked for in flight", async () => {
    const { summary, maxConcurrency } = await run({ "request-rate": "inf", "max-concurrency": "3" });
    expect(maxConcurrency).toBe(3);
    expect(summary.peakConcurrentRequests).toBe(3);
    expect(summary.completed).toBe(50);
  });

  it("spreads requests over replicas", async () => {
    const { result } = await run({ replicas: "2" });
    expect([...new Set(result.replica)].sort()).toEqual([0, 1]);
  });

  it("measures against the objectives and percentiles asked for", async () => {
    const { summary } = await run({ goodput: "ttft:0.001", percentiles: "25" });
    expect(summary.requestGoodput).toBe(0);
    expect(summary.ttft.percentiles.map(({ p }) => p)).toEqual([25]);
    expect((await run({ goodput: "ttft:100000" })).summary.requestGoodput).toBeGreaterThan(0);
  });

  it("holds the configuration that reruns it", async () => {
    const { config, clock } = await run({ "request-rate": "inf" });
    expect(config).toMatchObject({
      model: "llama-3.1-8b",
      tp: 1,
      "request-rate": "inf",
      "max-num-seqs": 1024,
    });
    expect(clock.wallSeconds).toBeGreaterThanOrEqual(clock.engineSeconds);
  });
});
