import { describe, expect, it } from "vitest";
import { GapLog } from "../../src/engine/gap-log.ts";

describe("GapLog", () => {
  it("joins equal neighbours and keeps the order, however long it gets", () => {
    const log = new GapLog();
    log.push(5, 2);
    log.push(5, 1);
    for (let i = 0; i < 100_000; i++) log.push(10 + (i % 7), 1);
    const { durationNs, weight } = log;
    expect(durationNs).toHaveLength(100_001);
    expect([durationNs[0], weight[0], durationNs[1], durationNs[100_000]]).toEqual([
      5,
      3,
      10,
      10 + (99_999 % 7),
    ]);
    expect(weight.reduce((sum, value) => sum + value, 0)).toBe(100_003);
  });
});
