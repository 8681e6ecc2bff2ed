import { expect, it } from "vitest";
import { emptyWaterfalls, W, WATERFALL_PARTS } from "../../../src/engine/waterfall-parts.ts";
import { requestWaterfalls } from "../../../src/report/html/request-waterfalls.ts";
import { handmadeReport } from "../reports.ts";

it("requestWaterfalls hand TTFT and E2EL of completed requests to the charts, part by part", () => {
  const { result } = handmadeReport();
  expect(requestWaterfalls({ result })).toEqual([]);
  const waterfalls = emptyWaterfalls(4);
  const last = 3 * WATERFALL_PARTS.length;
  waterfalls.ttftNs.set([50e6], W.prefillOwn);
  waterfalls.ttftNs.set([80e6], last + W.slot);
  waterfalls.e2elNs.set([50e6, 0, 300e6], W.prefillOwn);
  const [ttft, e2el] = requestWaterfalls({ result: { ...result, waterfalls } });
  const part = ({ parts }: NonNullable<typeof ttft>, name: string) => [
    ...parts.find((one) => one.name === name)!.ns,
  ];
  expect([...ttft!.totalNs]).toEqual([50e6, 20e6, Number.NaN, 80e6]);
  expect([...e2el!.totalNs]).toEqual([350e6, 20e6, Number.NaN, 1800e6]);
  expect(part(ttft!, "own prefill")).toEqual([50e6, 0, Number.NaN, 0]);
  expect(part(ttft!, "waiting for a place")).toEqual([0, 0, Number.NaN, 80e6]);
  expect(part(e2el!, "GEMM")).toEqual([300e6, 0, Number.NaN, 0]);
});
