import { describe, expect, it } from "vitest";
import { GapLog } from "../../src/engine/gap-log.ts";

describe("GapLog", () => {
  it("joins equal neighbours and keeps the order, however long it gets", () => {
    const log = new GapLog();
    log.push(5, 2);
    log.push(5, 1);
    for (let i = 0; i < 100_000; i++) log.push(10 + (i % 7), 1);
    const { durations: durationNs, weights: weight, resolution } = log.finish();
    expect(resolution).toBe(0);
    expect(durationNs).toHaveLength(100_001);
    expect([durationNs[0], weight[0], durationNs[1], durationNs[100_000]]).toEqual([
      5,
      3,
      10,
      10 + (99_999 % 7),
    ]);
    expect(weight.reduce((sum, value) => sum + value, 0)).toBe(100_003);
  });

  it("keeps gaps of hours, and weights of billions, exactly", () => {
    const log = new GapLog();
    const hourNs = 3_600e9;
    log.push(7, 1);
    log.push(hourNs, 2);
    log.push(hourNs + 1, 3);
    log.push(7, 2 ** 31);
    log.push(7, 2 ** 31);
    const { durations, weights } = log.finish();
    expect([...durations]).toEqual([7, hourNs, hourNs + 1, 7, 7]);
    // Two pairs, since one could not hold their sum.
    expect([...weights]).toEqual([1, 2, 3, 2 ** 31, 2 ** 31]);
    for (let i = 0; i < 40_000; i++) log.push(5 + (i % 2), 1);
    const all = log.finish();
    expect([all.durations[1], all.durations.length]).toEqual([hourNs, 40_005]);
  });

  it("folds millions of pairs into bins of 0.024 % and keeps their sum", () => {
    const log = new GapLog();
    const pairs = GapLog.EXACT_PAIRS + 100_000;
    // Durations 1000 to 9999 in an order without equal neighbours.
    for (let i = 0; i < pairs; i++) log.push(1000 + ((i * 7) % 9000), 2);
    const { durations, weights, resolution } = log.finish();
    expect(resolution).toBe(1 / 4096);
    expect(durations.length).toBeLessThan(9000);
    let weight = 0;
    let sum = 0;
    durations.forEach((duration, i) => {
      if (i > 0) expect(duration).toBeGreaterThan(durations[i - 1]!);
      weight += weights[i]!;
      sum += duration * weights[i]!;
    });
    let expected = 0;
    for (let i = 0; i < pairs; i++) expected += 2 * (1000 + ((i * 7) % 9000));
    expect(weight).toBe(2 * pairs);
    expect(sum / expected).toBeCloseTo(1, 12);
    // The median of a uniform distribution.
    let below = 0;
    const median = durations.find((_, i) => (below += weights[i]!) >= weight / 2)!;
    expect(Math.abs(median / 5500 - 1)).toBeLessThan(2 * resolution);
  });
});
