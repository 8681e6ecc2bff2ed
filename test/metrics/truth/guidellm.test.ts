import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseTruth } from "../../../src/metrics/truth/read.ts";
import { describeWithReference, referenceFile } from "../../reference.ts";

const percentiles = { p50: 2, p90: 3, p99: 4 };
const distribution = (mean: number) => ({ successful: { mean, median: 2, count: 9, percentiles } });
const metrics = {
  time_to_first_token_ms: distribution(11),
  inter_token_latency_ms: distribution(5),
  time_per_output_token_ms: distribution(6),
  request_latency: distribution(0.5),
  requests_per_second: distribution(1.25),
  output_tokens_per_second: distribution(80),
};

describe("a guidellm report", () => {
  it("of version 1 has a run for each benchmark, its ITL read as TPOT by token", () => {
    const report = {
      benchmarks: [
        {
          args: { strategy: { type_: "constant", rate: 2 } },
          run_stats: { requests_made: { successful: 9, errored: 1, incomplete: 2 } },
          metrics,
          requests: { successful: [] },
        },
        {
          args: { strategy: { type_: "throughput" } },
          run_stats: { requests_made: { successful: 4 } },
          metrics,
        },
      ],
    };
    const runs = parseTruth(JSON.stringify(report), "guidellm.json");
    expect(runs.map(({ name }) => name)).toEqual(["constant rate 2", "throughput"]);
    expect(runs.map(({ requestRate }) => requestRate)).toEqual([2, Infinity]);
    expect(runs[0]).toMatchObject({ completed: 9, failed: 3, requestThroughput: 1.25, outputThroughput: 80 });
    expect(runs[0]!.figures).toEqual({
      ttft: { mean: 11, p50: 2, p90: 3, p99: 4 },
      tokenTpot: { mean: 5, p50: 2, p90: 3, p99: 4 },
      // Seconds there, milliseconds here.
      e2el: { mean: 500, p50: 2_000, p90: 3_000, p99: 4_000 },
    });
    expect(runs[0]!.requests).toBeUndefined();
  });

  it("with single requests is recomputed from them", () => {
    const request = (start: number, timings: object) => ({
      ...timings,
      ...{ prompt_tokens: 40, output_tokens: start === 10 ? 5 : 2, request_latency: 0.3 },
      ...{ time_to_first_token_ms: 100, inter_token_latency_ms: start === 10 ? 50 : 200 },
    });
    const successful = [
      request(12, { info: { timings: { request_start: 12 } } }),
      request(10, { scheduler_info: { request_timings: { request_start: 10 } } }),
      request(11, { start_time: 11 }),
    ];
    const report = { benchmarks: [{ metrics, requests: { successful } }] };
    const { requests, figures, completed } = parseTruth(JSON.stringify(report), "guidellm.json")[0]!;
    expect(completed).toBe(3);
    expect([...requests!.arrivalMs]).toEqual([0, 1_000, 2_000]);
    expect([...requests!.outputTokens]).toEqual([5, 2, 2]);
    // By request: (50 + 200 + 200) / 3. By token: (4 x 50 + 1 x 200 + 1 x 200) / 6.
    expect(figures.tpot!.mean).toBeCloseTo(150, 10);
    expect(figures.tokenTpot!.mean).toBeCloseTo(100, 10);
    expect(figures.e2el!.mean).toBeCloseTo(300, 10);
  });
});

const sample = "results/results_guidellm/guidellm_report_v2.json";

describeWithReference("the guidellm sample of version 2", sample, () => {
  it("has two runs with the rates and figures it states", () => {
    const runs = parseTruth(readFileSync(referenceFile(sample), "utf8"), sample);
    expect(runs.map(({ requestRate }) => requestRate)).toEqual([2, 4]);
    expect(runs[0]).toMatchObject({ modelId: "e2e-mock-model", completed: 2, failed: 0 });
    expect(runs[0]!.figures.ttft!.mean).toBeCloseTo(11.481165885925293, 12);
    expect(runs[0]!.figures.tokenTpot!.p99).toBeCloseTo(1.2557165963309151, 12);
    expect(runs[0]!.figures.e2el!.p50).toBeCloseTo(19.269227981567383, 12);
  });
});
