import { describe, expect, it } from "vitest";
import { DataHashes } from "../../src/sweep/data-hashes.ts";
import { Identities } from "../../src/sweep/identity.ts";
import { TaskRunner } from "../../src/sweep/run-task.ts";
import { scenarioOf } from "./servers.ts";

const FLAGS = { "num-prompts": "200", "random-input-len": "512", "random-output-len": "64" };

async function run(flags: Parameters<typeof scenarioOf>[0]) {
  const config = scenarioOf({ ...FLAGS, ...flags });
  const identities = new Identities(new DataHashes());
  const task = { id: identities.of(config), serverId: identities.serverOf(config.server), config };
  return new TaskRunner().run(task);
}

describe("breakdownOf", () => {
  it.each([{ "request-rate": "5" }, { "request-rate": "50", warmup: "20" }, { "request-rate": "inf" }])(
    "splits the mean TTFT and E2EL without a rest: %j",
    async (flags) => {
      const { report, breakdown } = await run(flags);
      const { ttft, e2el } = breakdown.waterfallMs;
      const sum = (parts: object) =>
        Object.values(parts).reduce((total: number, ms: number) => total + ms, 0);
      expect(sum(ttft)).toBeCloseTo(report.summary.ttft.meanMs, 6);
      expect(sum(e2el)).toBeCloseTo(report.summary.e2el.meanMs, 6);
      for (const ms of [...Object.values(ttft), ...Object.values(e2el)]) expect(ms).toBeGreaterThanOrEqual(0);
    },
  );

  it("says what an overloaded server lacks", async () => {
    const slots = (await run({ "request-rate": "100", "max-num-seqs": "4" })).breakdown;
    expect(slots.slotsFullShare).toBeGreaterThan(0.9);
    expect(slots.kvFullShare).toBe(0);
    const blocks = (await run({ "request-rate": "100", "num-gpu-blocks-override": "150" })).breakdown;
    expect(blocks.kvFullShare).toBeGreaterThan(0.5);
    expect(blocks.slotsFullShare).toBe(0);
    expect(blocks.peakKvShare).toBeGreaterThan(0.95);
    const idle = (await run({ "request-rate": "1" })).breakdown;
    expect(idle.queueingShare).toBeLessThan(0.05);
    expect(idle.busyShare).toBeLessThan(0.6);
  });

  it("counts tokens per step without those found in the cache", async () => {
    const { report, breakdown } = await run({ "request-rate": "2", "random-prefix-len": "512" });
    expect(breakdown.cachedShare).toBeCloseTo((0.5 * 199) / 200, 1);
    const { totalInputTokens, totalOutputTokens } = report.summary;
    const computed = totalInputTokens * (1 - breakdown.cachedShare) + totalOutputTokens;
    expect(breakdown.tokensPerStep * report.result.steps).toBeCloseTo(computed, 3);
  });
});
