import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSustained } from "../../../src/sweep/capacity/evaluate.ts";
import { findCapacity } from "../../../src/sweep/capacity/find-capacity.ts";
import { goodputOf, objectivesOf } from "../../../src/sweep/capacity/slo.ts";
import { WorkerPool } from "../../../src/sweep/pool.ts";
import { scenarioOf } from "../servers.ts";

const FLAGS = {
  ...{ "latency-model": "calibrated", "num-prompts": "300", "random-range-ratio": "0.5" },
  ...{ "random-input-len": "400", "random-output-len": "40", percentiles: "50,95,99" },
};

function capacity(slo: string, flags: Parameters<typeof scenarioOf>[0] = {}, seeds = 2) {
  const objectives = objectivesOf(slo.split(","));
  const goodput = Object.entries(goodputOf(objectives)).map(([metric, ms]) => `${metric}:${ms}`);
  const config = scenarioOf({
    ...FLAGS,
    ...(goodput.length > 0 ? { goodput: goodput.join() } : {}),
    ...flags,
  });
  return findCapacity(config, { pool: new WorkerPool(1), objectives, seeds, onNote: () => {} });
}

describe("findCapacity", () => {
  it("brackets the highest load that holds, and names what gives way", async () => {
    const objectives = objectivesOf(["ttft_p99<300ms", "tpot_p95<25ms"]);
    const { sustained, failed, binding, curve } = await capacity("ttft_p99<300ms,tpot_p95<25ms");
    expect(isSustained(sustained!, objectives)).toBe(true);
    expect(isSustained(failed, objectives)).toBe(false);
    expect(failed.load / sustained!.load).toBeLessThanOrEqual(1.0101);
    expect(["ttft_p99<300ms", "tpot_p95<25ms"]).toContain(binding);
    const goodput = curve.map(({ figures }) => figures.request_goodput!.mean);
    // Good while it holds, collapsed well above.
    expect(goodput[3]).toBeGreaterThan(goodput[0]!);
    expect(goodput.at(-1)).toBeLessThan(goodput[4]!);
  });

  it("is never lower under a looser objective", async () => {
    const known = new Map<number, Promise<number>>();
    const rateAt = (limit: number) => {
      const rate =
        known.get(limit) ??
        capacity(`ttft_p99<${limit}ms`, {}, 1).then(({ sustained }) => sustained?.load ?? 0);
      known.set(limit, rate);
      return rate;
    };
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 5, max: 100 }),
        fc.integer({ min: 0, max: 100 }),
        async (tight, more) => {
          expect(await rateAt((tight + more) * 10)).toBeGreaterThanOrEqual(await rateAt(tight * 10));
        },
      ),
      { numRuns: 8 },
    );
  });

  it("adds up over replicas, about", async () => {
    const one = await capacity("ttft_p99<300ms");
    const two = await capacity("ttft_p99<300ms", { replicas: "2", routing: "least-loaded" });
    expect(two.sustained!.load / one.sustained!.load).toBeGreaterThan(1.8);
  });

  it("finds the bottleneck that was built in", async () => {
    const slots = await capacity("ttft_p99<300ms", { "max-num-seqs": "4" });
    expect(slots.limit.bottleneck).toBe("batch cap");
    const blocks = await capacity("ttft_p99<300ms", { "num-gpu-blocks-override": "120" });
    expect(blocks.limit.bottleneck).toBe("KV memory");
    const decode = await capacity("tpot_mean<9ms", {
      ...{ "latency-model": "mfu", "random-input-len": "16", "random-output-len": "100" },
    });
    expect(decode.limit.bottleneck).toBe("bandwidth");
    const prefill = await capacity("ttft_p99<300ms", {
      "random-input-len": "2000",
      "random-output-len": "2",
    });
    expect(prefill.limit.bottleneck).toBe("compute");
  });

  it("says so when no load is low enough", async () => {
    const { sustained, binding, curve } = await capacity("ttft_p99<1ms");
    expect(sustained).toBeUndefined();
    expect(binding).toBe("ttft_p99<1ms");
    expect(curve).toEqual([]);
  });

  it("never calls an overloaded run sustained, however loose the objective", async () => {
    const { sustained, failed } = await capacity("ttft_p99<10000s", { "num-prompts": "600" });
    expect(sustained!.stable).toBe(true);
    expect(failed.stable).toBe(false);
    // No server sustains more than it does when all is there at once.
    const saturated = await capacity("ttft_p99<10000s", { "num-prompts": "600" });
    expect(saturated.sustained!.load).toBe(sustained!.load);
  });

  it("refuses an objective that has nothing to measure", async () => {
    await expect(
      capacity("tpot_mean<5ms", { "random-output-len": "1", "random-range-ratio": "0" }),
    ).rejects.toThrow("limits a figure that this workload does not have");
  });

  it("turns up a trace's own rate", async () => {
    const flags = { trace: "configs/workloads/chat.csv", limit: "300" };
    const { random: _, ...rest } = { random: 0, ...FLAGS };
    const {
      "num-prompts": __,
      "random-range-ratio": ___,
      "random-input-len": ____,
      "random-output-len": _____,
      ...own
    } = rest;
    const objectives = objectivesOf(["ttft_p99<1s"]);
    const config = scenarioOf({ ...own, ...flags, goodput: "ttft:1000" });
    const found = await findCapacity(config, {
      pool: new WorkerPool(1),
      objectives,
      seeds: 3,
      onNote: () => {},
    });
    expect(found.kind).toBe("rate-scale");
    expect(found.sustained!.load).toBeGreaterThan(1);
  });
});
