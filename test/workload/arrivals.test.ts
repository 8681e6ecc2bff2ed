import { describe, expect, it } from "vitest";
import { arrivalTimesNs, burstinessOf, meanRate, stagedCount } from "../../src/workload/arrivals.ts";
import { randomStream } from "../../src/workload/rng.ts";
import type { ArrivalSpec } from "../../src/workload/spec.ts";
import { moments } from "./moments.ts";

const stream = () => randomStream(1, "arrivals");

function gaps(timesNs: Float64Array): Float64Array {
  return timesNs.map((t, i) => t - (i === 0 ? 0 : timesNs[i - 1]!));
}

it("an infinite rate sends everything at time 0", () => {
  expect([...arrivalTimesNs({ requestRate: Infinity }, 4, stream())]).toEqual([0, 0, 0, 0]);
});

it("infinite burstiness spaces evenly, the first one gap after the start", () => {
  const times = arrivalTimesNs({ requestRate: 4, burstiness: Infinity }, 4, stream());
  expect([...times]).toEqual([0.25e9, 0.5e9, 0.75e9, 1e9]);
});

describe("open-loop arrivals", () => {
  it.each([0.5, 1, 3])("burstiness %d: whole nanoseconds, last at N/rate, CV 1/sqrt(shape)", (burstiness) => {
    const times = arrivalTimesNs({ requestRate: 20, burstiness }, 20_000, stream());
    expect(times.at(-1)).toBe(1000e9);
    expect(times.every((t, i) => Number.isInteger(t) && t >= (times[i - 1] ?? 0))).toBe(true);
    expect(moments(gaps(times)).cv * Math.sqrt(burstiness)).toBeCloseTo(1, 1);
  });

  it("weibull", () => {
    const times = arrivalTimesNs({ requestRate: 20, process: "weibull", burstiness: 0.7 }, 20_000, stream());
    expect(times.at(-1)).toBe(1000e9);
    expect(moments(gaps(times)).cv).toBeGreaterThan(1.2);
  });
});

describe("ramps follow the request index, as vLLM does, and are not rescaled", () => {
  it("linear", () => {
    const rampUp = { strategy: "linear", startRps: 1, endRps: 3 } as const;
    const times = arrivalTimesNs({ requestRate: NaN, process: "constant", rampUp }, 3, stream());
    // Rates 1, 2, 3: gaps 1, 1/2, 1/3.
    expect([...times]).toEqual([1e9, 1.5e9, Math.round((1.5 + 1 / 3) * 1e9)]);
  });

  it("exponential", () => {
    const rampUp = { strategy: "exponential", startRps: 1, endRps: 4 } as const;
    const times = arrivalTimesNs({ requestRate: NaN, process: "constant", rampUp }, 3, stream());
    // Rates 1, 2, 4.
    expect([...times]).toEqual([1e9, 1.5e9, 1.75e9]);
  });
});

describe("stages", () => {
  const stages = [
    { rate: 10, durationS: 2 },
    { rate: 1, durationS: 5 },
  ];
  const spec: ArrivalSpec = { requestRate: NaN, stages };

  it("send rate x duration requests each, the last at the end of its stage", () => {
    const times = arrivalTimesNs(spec, 25, stream());
    expect(stagedCount(spec)).toBe(25);
    expect(times[19]).toBe(2e9);
    expect(times[24]).toBe(7e9);
    expect(meanRate(spec)).toBeCloseTo(25 / 7, 12);
  });

  it("are cut at the requests wanted", () => {
    const times = arrivalTimesNs({ ...spec, process: "constant" }, 22, stream());
    expect([...times.slice(19)]).toEqual([2e9, 3e9, 4e9]);
  });

  it("cannot give more than they send", () => {
    expect(() => arrivalTimesNs(spec, 26, stream())).toThrow(
      "is more than the 25 requests that the stages send",
    );
  });
});

describe("bad arrivals are refused", () => {
  it.each([
    [{ requestRate: 0 }, "--request-rate must be greater than 0, got 0"],
    [{ requestRate: -3 }, "--request-rate must be greater than 0, got -3"],
    [{ requestRate: NaN }, "--request-rate must be greater than 0, got NaN"],
    [{ requestRate: 1, burstiness: 0 }, "--burstiness must be greater than 0, got 0"],
    [
      { requestRate: 1, rampUp: { strategy: "linear", startRps: 0, endRps: 2 } },
      "--ramp-up-start-rps must be",
    ],
    [{ requestRate: 1, stages: [{ rate: 0, durationS: 1 }] }, "stage rate must be greater than 0"],
    [{ requestRate: 1, process: "poisson", burstiness: 2 }, "--burstiness contradicts poisson arrivals"],
  ] as [ArrivalSpec, string][])("%j", (spec, message) => {
    expect(() => arrivalTimesNs(spec, 3, stream())).toThrow(message);
  });
});

it("names the burstiness of named processes", () => {
  expect(burstinessOf({ requestRate: 1 })).toBe(1);
  expect(burstinessOf({ requestRate: 1, process: "constant" })).toBe(Infinity);
  expect(burstinessOf({ requestRate: 1, process: "poisson", burstiness: 1 })).toBe(1);
});
