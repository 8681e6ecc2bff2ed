import { describe, expect, test } from "vitest";
import { calibrate } from "../../src/calibrate/fit.ts";
import type { FitParameter, MeasurementSet } from "../../src/calibrate/measurement.ts";
import { abovePeak, chooseParameters } from "../../src/calibrate/parameters.ts";
import { loadGpu } from "../../src/config/hardware.ts";
import type { Gpu } from "../../src/roofline/hardware.ts";

const gpu = loadGpu("H100");
const server = { tp: 1, asyncScheduling: true, vllmVersion: "0.19" } as const;
const v1 = (...only: string[]) =>
  chooseParameters({ ...server, latencyModel: "calibrated", what: "steps", only });

/** Times with a known law: bytes over bandwidth plus an overhead, so that the answer is known too. */
function measured(truth: Gpu, law: (gpu: Gpu, x: number) => number, xs: readonly number[]): MeasurementSet {
  return {
    file: "law.csv",
    what: "step times",
    observations: xs.map((x, i) => ({ measured: law(truth, x), group: String(i) })),
    predict: (candidate) => xs.map((x) => law(candidate, x)),
    notes: [],
  };
}
const line = ({ calibrated: c }: Gpu, x: number) => x / c.BwEffConstant + c.TOverheadMicros;
const xs = [1, 10, 100, 300, 1000, 3000, 10_000, 30_000];
const set = (own: FitParameter, value: number, base: Gpu) => own.set(base, value);

describe("a law with a known answer", () => {
  const [bandwidth, overhead] = v1("BwEffConstant", "TOverheadMicros") as [FitParameter, FitParameter];

  test("two parameters that differ in their effect are found, and said to be identified", () => {
    const truth = set(bandwidth, 0.6, set(overhead, 400, gpu));
    const { parameters, heldOut } = calibrate(gpu, [measured(truth, line, xs)], [bandwidth, overhead], "0");
    expect(parameters[0]!.value).toBeCloseTo(0.6, 2);
    expect(Math.abs(parameters[1]!.value / 400 - 1)).toBeLessThan(0.02);
    expect(parameters.map(({ verdict }) => verdict)).toEqual(["identified", "identified"]);
    expect(heldOut!.n).toBe(xs.length);
    expect(heldOut!.mapePct).toBeLessThan(3);
  });

  test("a product shows as one number: both factors are said to trade", () => {
    const [mfu, multiplier] = v1("mfuPrefill", "mfuPrefillMultiplier") as [FitParameter, FitParameter];
    const product = ({ calibrated: c }: Gpu, x: number) => x / (c.mfuPrefill * c.mfuPrefillMultiplier);
    const truth = set(multiplier, 1.3, gpu);
    const { parameters } = calibrate(gpu, [measured(truth, product, xs)], [mfu, multiplier], "0");
    expect(parameters.map(({ verdict }) => verdict)).toEqual(["trades", "trades"]);
    expect(parameters[0]!.value * parameters[1]!.value).toBeCloseTo(0.65 * 1.3, 2);
  });

  test("what nothing depends on has no effect", () => {
    const [reduce] = v1("allReduceLatency") as [FitParameter];
    const { parameters } = calibrate(gpu, [measured(gpu, line, xs)], [reduce], "0");
    expect(parameters[0]!.verdict).toBe("no effect");
  });

  test("values that fit already stay as they are, on a bound too", () => {
    const efficiencies = chooseParameters({ ...server, latencyModel: "mfu", what: "kernels" });
    const times = ({ mfu }: Gpu, x: number) =>
      x / (mfu!.computeEfficiency ?? 1) + 5 / (mfu!.bandwidthEfficiency ?? 1);
    const { parameters, before, fitted } = calibrate(gpu, [measured(gpu, times, xs)], efficiencies, "0");
    expect(before.mapePct).toBe(0);
    expect(fitted.mapePct).toBe(0);
    expect(parameters.map(({ value }) => value)).toEqual([1, 1]);
  });

  test("too few values hold none out", () => {
    const few = measured(gpu, line, [5, 500]);
    expect(calibrate(gpu, [few], [bandwidth, overhead], "0").heldOut).toBeUndefined();
  });
});

describe("parameters", () => {
  test("of the mfu model are those that this way of scheduling reads", () => {
    const names = (asyncScheduling: boolean, vllmVersion: string) =>
      chooseParameters({ latencyModel: "mfu", what: "steps", tp: 1, asyncScheduling, vllmVersion })
        .slice(0, 2)
        .map(({ name }) => name);
    expect(names(true, "0.19")).toEqual(["mfu.hostAsyncUs", "mfu.hostAsyncPerSequenceUs"]);
    expect(names(true, "0.11")).toEqual(["mfu.hostEarlyAsyncUs", "mfu.hostEarlyAsyncPerSequenceUs"]);
    expect(names(false, "0.11")).toEqual(["mfu.hostSyncUs", "mfu.hostSyncPerSequenceUs"]);
  });

  test("an unknown one is refused with a list", () => {
    expect(() => v1("mfuPrefil")).toThrow(
      /--fit names no parameter to fit here, got "mfuPrefil". There is: .*BwEffConstant/,
    );
  });

  test("an effective MFU above 1 is found, though each factor may be", () => {
    const own = v1("mfuPrefillMultiplier");
    expect(abovePeak(own[0]!.set(gpu, 1.5), own)).toEqual([]);
    const [above] = abovePeak(own[0]!.set(gpu, 1.6), own);
    expect(above!.value).toBeCloseTo(1.04, 10);
  });
});
