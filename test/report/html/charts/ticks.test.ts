import { describe, expect, it } from "vitest";
import { latencyUnit, plainTick } from "../../../../src/report/html/charts/ticks.ts";
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

it("latencies are in seconds from ten thousand milliseconds on", () => {
  expect(latencyUnit(9_999)).toEqual({ unit: "ms", ms: 1 });
  expect(latencyUnit(10_000)).toEqual({ unit: "s", ms: 1000 });
});

it("time is in seconds, minutes or hours", () => {
  expect([100e9, 1000e9, 86_400e9].map((ns) => timeUnit(ns).unit)).toEqual(["s", "min", "h"]);
});
