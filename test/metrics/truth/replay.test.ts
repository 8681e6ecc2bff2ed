import { describe, expect, it } from "vitest";
import { parseTruth } from "../../../src/metrics/truth/read.ts";
import { requestsOfTruth } from "../../../src/metrics/truth/replay.ts";

describe("requestsOfTruth", () => {
  it("is the measured workload, row by row", () => {
    const text = "arrival_s,prompt_tokens,output_tokens,ttft_ms\n2.000000001,7,3,9\n1,5,2,9\n";
    const table = requestsOfTruth(parseTruth(text, "real.csv")[0]!);
    expect([...table.arrivalNs]).toEqual([0, 1_000_000_001]);
    expect([...table.promptTokens]).toEqual([5, 7]);
    expect([...table.outputTokens]).toEqual([2, 3]);
  });

  it("says what a file lacks, and what to do", () => {
    const summary = { total_input_tokens: 5, request_throughput: 1, completed: 1 };
    expect(() => requestsOfTruth(parseTruth(JSON.stringify(summary), "run.json")[0]!)).toThrow(
      "run.json: holds no single requests to replay. Run vllm bench serve with --save-detailed",
    );
    const timeless = { ...summary, input_lens: [4], output_lens: [2], ttfts: [0.1] };
    expect(() => requestsOfTruth(parseTruth(JSON.stringify(timeless), "run.json")[0]!)).toThrow(
      "run.json: does not say the arrival of request 0. Give a workload",
    );
  });
});
