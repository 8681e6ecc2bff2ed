import { describe, expect, it } from "vitest";
import { Sampler } from "../../src/engine/sampler.ts";

describe("Sampler", () => {
  it("holds the state of every sample time, and doubles its spacing when full", () => {
    const sampler = new Sampler();
    // The state changes to k at k * 1000 ns.
    const changes = 40_000;
    for (let k = 1; k <= changes; k++) sampler.until(k * 1000, k - 1, 0, 2 * (k - 1));
    const { timeNs } = sampler;
    const running = sampler.column("running");
    expect(timeNs.length).toBeGreaterThan(Sampler.CAPACITY / 2);
    expect(timeNs.length).toBeLessThanOrEqual(Sampler.CAPACITY);
    expect(timeNs[1]).toBe(16 * 1024);
    for (let i = 0; i < timeNs.length; i++) expect(running[i]).toBe(Math.floor(timeNs[i]! / 1000));
    expect(sampler.column("kvBlocks")[5]).toBe(2 * running[5]!);
    expect(timeNs.at(-1)! + 16 * 1024).toBeGreaterThanOrEqual(changes * 1000);
  });
});
