import { describe, expect, it } from "vitest";
import type { Replica } from "../../src/engine/replica.ts";
import { createRouter, type RoutingPolicy } from "../../src/engine/router.ts";
import { simulate } from "../../src/engine/simulation.ts";
import { BASE_CONFIG, recordingModel, tableOf } from "./scenarios.ts";

const requests = tableOf(
  Array.from({ length: 4 }, () => [0, 160, 1] as const),
  { session: Int32Array.of(0, 0, -1, 1) },
);

/** Replicas as the router sees them. */
function router(policy: RoutingPolicy, states: { load: number; cachedBlocks: number }[]) {
  const replicas = states.map((state) => ({
    get load() {
      return state.load;
    },
    cachedBlocks: () => state.cachedBlocks,
  }));
  return createRouter(policy, replicas as unknown as Replica[], requests, 16);
}

describe("routing", () => {
  it("round-robin takes turns", () => {
    const route = router("round-robin", Array(3).fill({ load: 0, cachedBlocks: 0 }));
    expect([0, 1, 2, 3].map(route)).toEqual([0, 1, 2, 0]);
  });

  it("least-loaded takes the first of the least", () => {
    const states = [3, 1, 1].map((load) => ({ load, cachedBlocks: 0 }));
    expect(router("least-loaded", states)(0)).toBe(1);
  });

  it("prefix-aware goes where more than 30 % of the prompt is cached, to the less loaded of equals", () => {
    const at = (...states: [load: number, cachedBlocks: number][]) =>
      router(
        "prefix-aware",
        states.map(([load, cachedBlocks]) => ({ load, cachedBlocks })),
      )(2);
    expect(at([0, 0], [5, 4])).toBe(1);
    expect(at([9, 6], [5, 6], [4, 5])).toBe(1);
    // 48 of 160 tokens are 30 %, not more.
    expect(at([0, 0], [5, 3])).toBe(0);
  });

  it("prefix-aware gives way to load beyond 64 requests and half as much again", () => {
    const at = (busy: number) =>
      router("prefix-aware", [
        { load: 0, cachedBlocks: 0 },
        { load: busy, cachedBlocks: 9 },
      ])(2);
    expect(at(64)).toBe(1);
    expect(at(65)).toBe(0);
  });

  it("prefix-aware keeps a session at home when the cache says nothing", () => {
    const states = [
      { load: 0, cachedBlocks: 0 },
      { load: 0, cachedBlocks: 0 },
    ];
    const route = router("prefix-aware", states);
    expect(route(0)).toBe(0);
    states[0]!.load = 5;
    expect(route(1)).toBe(0);
    expect(route(3)).toBe(1);
  });
});

describe("a fleet", () => {
  it("runs each replica on its own clock and schedule", () => {
    const result = simulate({
      requests: tableOf([
        [0, 1, 3],
        [10, 1, 1],
        [20, 1, 1],
      ]),
      config: { ...BASE_CONFIG, maxNumSeqs: 1 },
      latencyModel: recordingModel(() => 100),
      replicas: 2,
      routing: "least-loaded",
    });
    expect([...result.replica]).toEqual([0, 1, 0]);
    expect([...result.lastTokenNs]).toEqual([300, 110, 400]);
    expect(result.replicas.map((replica) => replica.steps)).toEqual([4, 1]);
    expect(result.busyNs).toBe(500);
    expect(result.endNs).toBe(400);
  });
});
