import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concurrency } from "../../src/metrics/concurrency.ts";

const seconds = (...times: number[]): Float64Array => Float64Array.from(times, (time) => time * 1e9);

describe("concurrency", () => {
  it("counts every request that touches a second, and the peak at one instant", () => {
    // Four short requests in the first second, never more than two at once; one that spans seconds 0 to 2.
    const found = concurrency(seconds(0, 0.2, 0.4, 0.6, 0.9), seconds(0.1, 0.3, 0.5, 0.7, 2.5));
    expect(found).toEqual({ maxPerSecond: 5, peak: 1 });
    expect(concurrency(seconds(0, 0.05), seconds(0.1, 2))).toEqual({ maxPerSecond: 2, peak: 2 });
  });

  it("counts seconds from the first start", () => {
    // 0.6 .. 0.7 and 1.5 .. 1.55 share the first second after 0.6.
    expect(concurrency(seconds(0.6, 1.5), seconds(0.7, 1.55)).maxPerSecond).toBe(2);
    expect(concurrency(seconds(0, 0.6, 1.5), seconds(0.01, 0.7, 1.55)).maxPerSecond).toBe(2);
  });

  it("takes an end as before a start at the same time", () => {
    expect(concurrency(seconds(0, 1), seconds(1, 2)).peak).toBe(1);
  });

  it("is none without requests", () => {
    expect(concurrency(seconds(), seconds())).toEqual({ maxPerSecond: 0, peak: 0 });
  });

  it("agrees with counting one by one", () => {
    const interval = fc.tuple(fc.integer({ min: 0, max: 9_000 }), fc.integer({ min: 0, max: 4_000 }));
    fc.assert(
      fc.property(fc.array(interval, { minLength: 1, maxLength: 40 }), (intervals) => {
        const list = intervals.map(([start, length]) => ({
          start: start * 1e6,
          end: (start + length) * 1e6,
        }));
        const origin = Math.min(...list.map(({ start }) => start));
        const second = (time: number): number => Math.floor((time - origin) / 1e9);
        const touching = Array.from(
          { length: 14 },
          (_, s) => list.filter(({ start, end }) => second(start) <= s && s <= second(end)).length,
        );
        const longOnes = list.filter(({ start, end }) => end > start);
        const at = longOnes.map(
          ({ start: now }) => longOnes.filter(({ start, end }) => start <= now && now < end).length,
        );
        const found = concurrency(
          Float64Array.from(list, ({ start }) => start),
          Float64Array.from(list, ({ end }) => end),
        );
        expect(found.maxPerSecond).toBe(Math.max(...touching));
        // A request of no length is in flight at no instant, or just as it comes and goes.
        expect(found.peak).toBeGreaterThanOrEqual(Math.max(0, ...at));
        if (longOnes.length === list.length) expect(found.peak).toBe(Math.max(...at));
      }),
    );
  });
});
