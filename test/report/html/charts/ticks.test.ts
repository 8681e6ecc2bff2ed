import { describe, expect, it } from "vitest";
import { logTicks } from "../../../../src/report/html/charts/axes.ts";
import { latencyUnit, plainTick, wholeTicks } from "../../../../src/report/html/charts/ticks.ts";
import { timeUnit } from "../../../../src/report/html/charts/time-axis.ts";

describe("plainTick", () => {
  it.each([
    [0, "0"],
    [0.25, "0.25"],
    [950, "950"],
    [1200, "1,200"],
    [-1200, "-1,200"],
    [12_000, "12k"],
    [2_500_000, "2.5M"],
  ])("%d is %s", (value, text) => expect(plainTick(value)).toBe(text));
});

describe("plainTick beside other ticks", () => {
  it.each([
    [
      [0, 0.5, 1, 1.5],
      ["0", "0.5", "1.0", "1.5"],
    ],
    [
      [6.75, 6.755, 6.76],
      ["6.750", "6.755", "6.760"],
    ],
    [
      [0, 0.25, 0.5],
      ["0", "0.25", "0.50"],
    ],
    [
      [0, 5000, 10_000, 15_000],
      ["0", "5k", "10k", "15k"],
    ],
    [
      [10_000, 10_500],
      ["10.0k", "10.5k"],
    ],
    [
      [1000, 2000],
      ["1,000", "2,000"],
    ],
  ])("%j are %j", (ticks, texts) => {
    expect(ticks.map((tick, i) => plainTick(tick, i, ticks))).toEqual(texts);
  });
});

describe("logTicks", () => {
  it.each([
    [1, 100_000, [1, 10, 100, 1000, 10_000, 100_000]],
    [5.2, 19, [7, 10]],
    [6.75, 6.78, [6.75, 6.76, 6.77, 6.78]],
  ])("from %d to %d there are some", (from, to, some) => {
    const ticks = logTicks(from, to, true);
    for (const tick of some) expect(ticks).toContain(tick);
    expect(ticks.length).toBeGreaterThanOrEqual(4);
    expect(ticks.length).toBeLessThan(12);
  });
});

it("ticks of small counts are whole", () => {
  expect(wholeTicks(1, 5)).toEqual([0, 1]);
  expect(wholeTicks(3, 5)).toEqual([0, 1, 2, 3]);
  expect(wholeTicks(70, 5)).toBe(5);
});

it("latencies are in seconds from ten thousand milliseconds on", () => {
  expect(latencyUnit(9_999)).toEqual({ unit: "ms", ms: 1 });
  expect(latencyUnit(10_000)).toEqual({ unit: "s", ms: 1000 });
});

it("time is in seconds, minutes or hours", () => {
  expect([100e9, 1000e9, 86_400e9].map((ns) => timeUnit(ns).unit)).toEqual(["s", "min", "h"]);
});
