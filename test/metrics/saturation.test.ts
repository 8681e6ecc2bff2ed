import { describe, expect, it } from "vitest";
import type { SimulationResult } from "../../src/engine/result.ts";
import { detectSaturation } from "../../src/metrics/saturation.ts";
import { resultOf } from "./results.ts";

/** Park and Miller's generator. */
function uniformFrom(seed: number): () => number {
  let state = seed * 7_919 + 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** One server, FIFO, service of exactly 1 s; the state is sampled at every departure, as the engine does at step ends. */
function singleServer(arrivalsSeconds: readonly number[]): SimulationResult {
  const departures: number[] = [];
  for (const arrival of arrivalsSeconds) departures.push(Math.max(arrival, departures.at(-1) ?? 0) + 1);
  let arrived = 0;
  const waiting = departures.map((now, done) => {
    while (arrived < arrivalsSeconds.length && arrivalsSeconds[arrived]! <= now) arrived += 1;
    return Math.max(0, arrived - (done + 1) - 1);
  });
  const rows = arrivalsSeconds.map((arrival, i) => ({
    arrivalMs: arrival * 1000,
    firstTokenMs: departures[i]! * 1000,
    lastTokenMs: departures[i]! * 1000,
  }));
  const timeNs = Float64Array.from(departures, (time) => Math.round(time * 1e9));
  const samples = {
    timeNs,
    waiting: Float64Array.from(waiting),
    running: new Float64Array(timeNs.length).fill(1),
    kvBlocks: new Float64Array(timeNs.length),
  };
  return resultOf(rows, { samples }).result;
}

/** Poisson arrivals at `load` times what the server can do. */
function poisson(load: number, count: number, seed: number): number[] {
  const next = uniformFrom(seed);
  let now = 0;
  return Array.from({ length: count }, () => (now += -Math.log(next()) / load));
}

const SEEDS = Array.from({ length: 100 }, (_, seed) => seed + 1);
const verdicts = (load: number, count: number) =>
  SEEDS.map((seed) => detectSaturation(singleServer(poisson(load, count, seed))).verdict);
const share = (list: readonly string[], verdict: string): number =>
  list.filter((one) => one === verdict).length / list.length;

describe("detectSaturation", () => {
  for (const load of [0.3, 0.7, 0.9, 0.95]) {
    it(`calls M/D/1 at load ${load} stable`, () => {
      expect(share(verdicts(load, 2_000), "stable")).toBeGreaterThanOrEqual(0.98);
      expect(share(verdicts(load, 300), "overloaded")).toBeLessThanOrEqual(0.03);
    });
  }

  for (const load of [1.25, 1.5, 3, 20]) {
    it(`calls M/D/1 at load ${load} overloaded and finds its growth`, () => {
      for (const seed of SEEDS) {
        const { verdict, queueGrowthPerSecond } = detectSaturation(singleServer(poisson(load, 2_000, seed)));
        expect(verdict).toBe("overloaded");
        // Arrivals at `load` a second, departures at 1.
        expect(Math.abs(queueGrowthPerSecond - (load - 1))).toBeLessThan(0.2 * load);
      }
    });
  }

  it("finds the growth of a queue with constant arrivals exactly", () => {
    const twoASecond = Array.from({ length: 1_000 }, (_, i) => i / 2);
    const found = detectSaturation(singleServer(twoASecond));
    expect(found.verdict).toBe("overloaded");
    expect(found.queueGrowthPerSecond).toBeCloseTo(1, 2);
    expect(found.peakWaiting).toBeGreaterThan(490);
  });

  it("sees an overload that begins midway, and not one that is over", () => {
    const calm = Array.from({ length: 500 }, (_, i) => i * 2);
    const rush = Array.from({ length: 1_000 }, (_, i) => 1_000 + i / 2);
    expect(detectSaturation(singleServer([...calm, ...rush])).verdict).toBe("overloaded");
    const after = Array.from({ length: 2_000 }, (_, i) => 1_500 + i * 2);
    expect(detectSaturation(singleServer([...calm, ...rush, ...after])).verdict).toBe("stable");
  });

  it("calls a burst a drain, however long the queue", () => {
    const found = detectSaturation(singleServer(new Array<number>(500).fill(0)));
    expect(found.verdict).toBe("drain");
    expect(found.queueGrowthPerSecond).toBe(0);
    expect(found.peakWaiting).toBe(498);
  });

  it("calls a run unsteady that ends before its requests do", () => {
    // 20 requests in 10 s, each takes 60 s, none waits.
    const rows = Array.from({ length: 20 }, (_, i) => ({
      arrivalMs: i * 500,
      firstTokenMs: i * 500 + 10,
      lastTokenMs: i * 500 + 60_000,
    }));
    expect(detectSaturation(resultOf(rows).result).verdict).toBe("unsteady");
  });

  it("calls a run unsteady whose number in flight keeps growing though nothing waits", () => {
    const seconds = Array.from({ length: 1_000 }, (_, i) => i);
    const rows = seconds.map((s) => ({
      arrivalMs: s * 1000,
      firstTokenMs: s * 1000 + 10,
      lastTokenMs: s * 1000 + 900,
    }));
    const samples = {
      timeNs: Float64Array.from(seconds, (s) => s * 1e9),
      running: Float64Array.from(seconds, (s) => s / 2),
      waiting: new Float64Array(1_000),
      kvBlocks: new Float64Array(1_000),
    };
    expect(detectSaturation(resultOf(rows, { samples }).result).verdict).toBe("unsteady");
  });

  it("has nothing to say against a single request or none", () => {
    expect(detectSaturation(resultOf([]).result).verdict).toBe("stable");
    const one = resultOf([{ arrivalMs: 0, firstTokenMs: 5, lastTokenMs: 50 }]).result;
    expect(detectSaturation(one).verdict).toBe("unsteady");
  });
});
