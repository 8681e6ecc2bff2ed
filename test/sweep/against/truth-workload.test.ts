import { describe, expect, it } from "vitest";
import { parseTruth } from "../../../src/metrics/truth/read.ts";
import { workloadOfTruth } from "../../../src/sweep/against/truth-workload.ts";

/** Three requests as `vllm bench serve` saves them. */
const bench = (more: object = {}) =>
  parseTruth(
    JSON.stringify({
      ...{
        request_throughput: 1,
        total_input_tokens: 60,
        request_rate: 2,
        burstiness: 1,
        completed: 3,
        failed: 0,
      },
      ...{ input_lens: [10, 20, 30], output_lens: [3, 2, 1], ttfts: [0.1, 0.2, 0.3] },
      ...{ itls: [[0.01, 0.01], [0.02], []], start_times: [5, 5.25, 6], max_concurrency: null, ...more },
    }),
    "bench.json",
  )[0]!;

describe("workloadOfTruth", () => {
  it("sends requests when they were sent", () => {
    const { workload, note } = workloadOfTruth(bench(), 0, undefined);
    expect([...workload.requests.arrivalNs]).toEqual([0, 0.25e9, 1e9]);
    expect([...workload.requests.promptTokens]).toEqual([10, 20, 30]);
    expect(workload.maxConcurrency).toBeUndefined();
    expect(note).toBe("3 requests arrive when they were sent");
  });

  it("draws arrivals at the measured rate where the file does not say", () => {
    const truth = bench({ start_times: undefined });
    const { workload, note } = workloadOfTruth(truth, 1, undefined);
    // The last of N arrivals falls on N / rate.
    expect(workload.requests.arrivalNs[2]).toBe(1.5e9);
    expect(workload.requests.arrivalNs[0]).toBeGreaterThan(0);
    expect([...workload.requests.outputTokens]).toEqual([3, 2, 1]);
    expect(note).toContain("at 2 requests/s: the file does not say when they were sent");
  });

  it("runs a closed loop where that was measured and no times are known, or where it is asked for", () => {
    const closed = { start_times: undefined, request_rate: "inf", max_concurrency: 2 };
    const { workload } = workloadOfTruth(bench(closed), 0, undefined);
    expect(workload.maxConcurrency).toBe(2);
    expect([...workload.requests.arrivalNs]).toEqual([0, 0, 0]);
    expect(workloadOfTruth(bench(), 0, 7).workload.maxConcurrency).toBe(7);
  });
});
