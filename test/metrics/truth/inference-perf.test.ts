import { describe, expect, it } from "vitest";
import { parseTruth } from "../../../src/metrics/truth/read.ts";

describe("an inference-perf report", () => {
  it("of a summary is in seconds, its median the 50th percentile", () => {
    const summary = {
      benchmark_time_seconds: 60,
      load_summary: { count: 123, requested_rate: 2 },
      successes: {
        count: 120,
        latency: {
          request_latency: { mean: 3.3, median: 2.1, p90: 5.9, p99: 8 },
          time_to_first_token: { mean: 0.8, median: 0.2, p90: 2.2, p99: 3 },
          inter_token_latency: { mean: 0.02, median: 0.01 },
          normalized_time_per_output_token: { mean: 9 },
        },
        throughput: { requests_per_sec: 2, output_tokens_per_sec: 400 },
      },
      failures: { count: 3 },
    };
    const [truth] = parseTruth(JSON.stringify(summary), "stage_0_lifecycle_metrics.json");
    expect(truth).toMatchObject({
      name: "rate 2",
      requestRate: 2,
      completed: 120,
      failed: 3,
      durationSeconds: 60,
    });
    expect(truth).toMatchObject({ requestThroughput: 2, outputThroughput: 400 });
    expect(truth!.figures.ttft).toEqual({ mean: 800, p50: 200, p90: 2_200, p99: 3_000 });
    expect(truth!.figures.itl).toEqual({ mean: 20, p50: 10 });
    expect(truth!.figures.tpot).toBeUndefined();
  });

  it("of single requests takes times of tokens, in the older and the newer layout", () => {
    const times = [10.5, 10.75, 11.5];
    const older = {
      start_time: 10,
      end_time: 12,
      info: { input_tokens: 7, output_tokens: 3, output_token_times: times },
      error: null,
    };
    const newer = {
      start_time: 9,
      end_time: 12,
      info: {
        request_metrics: { text: { input_tokens: 8 } },
        response_metrics: {
          output_tokens: 2,
          server_usage: { completion_tokens: 3 },
          output_token_times: times,
        },
      },
    };
    const failed = { start_time: 9, end_time: 9.5, info: {}, error: { error_type: "HTTP Error 500" } };
    const [truth] = parseTruth(JSON.stringify([older, newer, failed]), "per_request_lifecycle_metrics.json");
    expect(truth).toMatchObject({ tool: "inference-perf", completed: 2, failed: 1 });
    const { arrivalMs, promptTokens, outputTokens, ttftMs, e2elMs, tpotMs } = truth!.requests!;
    expect([...arrivalMs]).toEqual([0, 1_000]);
    expect([...promptTokens]).toEqual([8, 7]);
    expect([...outputTokens]).toEqual([3, 3]);
    expect([...ttftMs]).toEqual([1_500, 500]);
    // To the last token, as vLLM counts, not to the end of the response.
    expect([...e2elMs]).toEqual([2_500, 1_500]);
    expect([...tpotMs]).toEqual([500, 500]);
    expect(truth!.figures.itl).toMatchObject({ mean: 500 });
  });
});
