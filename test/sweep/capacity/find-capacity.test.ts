import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { figureOf, isSustained } from "../../../src/sweep/capacity/evaluation.ts";
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
    const { sustained, failed, binding } = await capacity("ttft_p99<10000s", { "max-num-seqs": "4" });
    expect([sustained!.stable, failed.state, binding]).toEqual([
      true,
      "overloaded",
      "the queue (overloaded)",
    ]);
    // No server sustains more than it does while its queue grows.
    expect(sustained!.load).toBeLessThan(1.04 * figureOf(failed, "request_throughput"));
    expect(sustained!.load).toBeGreaterThan(0.9 * figureOf(failed, "request_throughput"));
  });

  it("does not depend on how many requests it begins with", async () => {
    const rate = async (prompts: string) =>
      (await capacity("tpot_p95<25ms", { "num-prompts": prompts }, 3)).sustained!.load;
    const long = await rate("4000");
    expect((await rate("1")) / long).toBeCloseTo(1, 1);
    expect((await rate("100")) / long).toBeCloseTo(1, 1);
  });

  // One request at a time, all alike: E2EL = S + rho S / (2 (1 - rho)) (Pollaczek-Khinchine), which is 2 S at rho = 2/3.
  it("finds the rate of an M/D/1 queue", async () => {
    const one = { "max-num-seqs": "1", "random-range-ratio": "0", "random-output-len": "20" };
    const alone = await capacity("e2el_mean<1000s", { ...one, "num-prompts": "20" }, 1);
    const serviceS = 1 / figureOf(alone.failed, "request_throughput");
    const found = await capacity(`e2el_mean<${(2000 * serviceS).toFixed(6)}ms`, one, 4);
    expect(found.sustained!.load * serviceS).toBeGreaterThan(0.64);
    expect(found.sustained!.load * serviceS).toBeLessThan(0.7);
  });

  it("does not take full KV blocks of an overloaded server for its bottleneck", async () => {
    const { limit } = await capacity("ttft_p99<2s", {
      ...{ "latency-model": "mfu", "random-input-len": "1024", "random-output-len": "128" },
      "random-range-ratio": "0",
    });
    expect(limit.bottleneck).toBe("compute");
  });

  it("names the kernels where the latency model does not know what another chip would do", async () => {
    const { limit } = await capacity("ttft_p99<2s", {
      ...{ "latency-model": "infersim", "random-input-len": "4000", "random-output-len": "4" },
    });
    expect(limit.bottleneck).toBe("GPU kernels");
  });

  it("tells requests of a trace over the time in which they arrive, and when they are too few", async () => {
    const config = scenarioOf({
      ...{ trace: "configs/workloads/chat.csv", limit: "60", "latency-model": "calibrated" },
      goodput: "ttft:1000",
    });
    const objectives = objectivesOf(["ttft_p99<1s"]);
    const { sustained, failed, binding } = await findCapacity(config, {
      ...{ pool: new WorkerPool(1), objectives, seeds: 1 },
      onNote: () => {},
    });
    expect([failed.state, binding]).toEqual(["short", "the workload's length"]);
    // The rate of the trace is proportional to the factor on it; throughput, which counts the drain, is not.
    expect(failed.offeredRate / failed.load).toBeCloseTo(sustained!.offeredRate / sustained!.load, 3);
    expect(figureOf(failed, "request_throughput")).toBeLessThan(failed.offeredRate);
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
