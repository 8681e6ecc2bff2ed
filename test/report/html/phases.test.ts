import { expect, it } from "vitest";
import { phaseWaterfalls } from "../../../src/report/html/phases.ts";
import { handmadeReport } from "../reports.ts";

it("phaseWaterfalls cut each completed request's latency into phases that sum to it", () => {
  const handmade = handmadeReport();
  const firstScheduledNs = Float64Array.of(10e6, 100e6, Number.NaN, 210e6);
  const [ttft, e2el] = phaseWaterfalls({ result: { ...handmade.result, firstScheduledNs } });
  expect([...ttft!.totalNs]).toEqual([50e6, 20e6, Number.NaN, 80e6]);
  expect(ttft!.parts.map(({ ns }) => [...ns])).toEqual([
    [10e6, 0, Number.NaN, 10e6],
    [40e6, 20e6, Number.NaN, 70e6],
  ]);
  expect([...e2el!.parts[2]!.ns]).toEqual([300e6, 0, Number.NaN, 1720e6]);
  for (const { totalNs, parts } of [ttft!, e2el!]) {
    for (const row of [0, 1, 3]) expect(parts.reduce((sum, { ns }) => sum + ns[row]!, 0)).toBe(totalNs[row]);
  }
});
