import { describe, expect, it } from "vitest";
import { WorkerPool } from "../../../src/sweep/pool.ts";
import { analyseSensitivity } from "../../../src/sweep/sensitivity/analyse.ts";
import { KNOBS, LEVELS } from "../../../src/sweep/sensitivity/knobs.ts";
import { tornadoText } from "../../../src/sweep/sensitivity/tornado.ts";
import { scenarioOf } from "../servers.ts";

const FLAGS = {
  ...{ "latency-model": "calibrated", "num-prompts": "200", "request-rate": "15", goodput: "ttft:100" },
  ...{ "random-input-len": "1500", "random-output-len": "40", percentiles: "50,99" },
};
const analyse = (flags: object = {}, knobs: readonly (typeof KNOBS)[number][] = KNOBS) =>
  analyseSensitivity(scenarioOf({ ...FLAGS, ...flags }), knobs, 3, new WorkerPool(1), () => {});

describe("analyseSensitivity", () => {
  it("finds latencies to rise with what is taken away and fall with what is given", async () => {
    const { knobs, idle } = await analyse();
    const percents = (name: string, key: string) =>
      knobs
        .find(({ knob }) => knob === name)!
        .effects.get(key)!
        .map(({ percent }) => percent);
    const peak = percents("peak", "p99_ttft_ms");
    expect(peak).toHaveLength(LEVELS.length);
    expect(peak).toEqual(peak.toSorted((a, b) => b - a));
    expect(peak[0]).toBeGreaterThan(10);
    expect(peak[3]).toBeLessThan(-5);
    expect(Math.abs(percents("kv-memory", "p99_ttft_ms")[0]!)).toBeLessThan(1e-9);
    const bandwidth = percents("bandwidth", "p99_tpot_ms");
    expect(bandwidth[0]).toBeGreaterThan(bandwidth[3]!);
    expect(idle).toEqual([
      { knob: "all-reduce", reason: "one GPU reduces nothing" },
      { knob: "hit-rate", reason: "the workload shares no prompts, or they are not cached" },
    ]);
  });

  it("turns up all-reduces, prompts in the cache, and batches", async () => {
    const shared = { tp: "4", "random-prefix-len": "1024", "random-input-len": "400", "request-rate": "30" };
    const { knobs } = await analyse(shared, ["all-reduce", "hit-rate", "chunk-size"]);
    const [reduce, hits] = knobs;
    expect(reduce!.effects.get("p99_tpot_ms")!.map(({ percent }) => Math.sign(percent))).toEqual([
      -1, -1, 1, 1,
    ]);
    const { cachedShares } = hits!;
    expect(cachedShares[0]).toBeLessThan(cachedShares[1]!);
    expect(cachedShares[1]).toBeLessThan(cachedShares[2]!);
    expect(hits!.effects.get("p99_ttft_ms")![0]!.percent).toBeGreaterThan(0);
  });

  it("says how far the token budget can be lowered, and takes a knob that is asked for twice once", async () => {
    const flags = { "max-num-batched-tokens": "1100", "max-num-seqs": "1024" };
    const { knobs, remarks } = await analyse(flags, ["chunk-size", "chunk-size"]);
    expect(knobs).toHaveLength(1);
    expect(remarks).toEqual([
      { knob: "chunk-size", reason: "not lowered below the 1024 requests that may run at once" },
    ]);
  });

  it("draws no empty table", async () => {
    const text = tornadoText(await analyse({}, ["all-reduce"]));
    expect(text).toBe("all-reduce time: left out, one GPU reduces nothing.\nNothing moves these figures.\n");
  });

  it("draws the widest swing first", async () => {
    const text = tornadoText(await analyse({}, ["peak", "bandwidth", "kv-memory"]));
    const ttft = text.slice(0, text.indexOf("TPOT"));
    const order = ["tensor-core peak", "memory bandwidth"].map((name) => ttft.indexOf(name));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(ttft).toMatch(/tensor-core peak .*#+\|=+/);
    expect(text).toContain("goodput");
    expect(text).toMatch(/^KV blocks: nothing moves, at most \d+\.\d % of the pool is in use\.$/m);
  });
});
