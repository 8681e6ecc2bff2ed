import { describe, expect, it } from "vitest";
import { latencyNs, pickRequest } from "../../src/explain/pick-request.ts";
import { resultOf } from "../metrics/results.ts";

const { result } = resultOf(
  [10, 40, 20, 30].map((ttftMs, row) => ({
    arrivalMs: 100 * row,
    firstTokenMs: 100 * row + ttftMs,
    lastTokenMs: 100 * row + ttftMs + (row === 3 ? 0 : 60),
    promptTokens: 5,
    outputTokens: row === 3 ? 1 : 4,
  })),
);

describe("pickRequest", () => {
  it("takes the fastest request that is not below the percentile", () => {
    // Of 10, 20, 30, 40 the median is 25 and p90 37.
    expect(pickRequest(result, { percentile: 50, metric: "ttft" }, 0)).toEqual({
      ...{ row: 3, metric: "ttft" },
      percentile: { percentile: 50, ms: 25 },
    });
    expect(pickRequest(result, { percentile: 90, metric: "ttft" }, 0)).toMatchObject({ row: 1 });
    // The first request is warm-up: of 20, 30, 40.
    expect(pickRequest(result, { percentile: 50, metric: "ttft" }, 1)).toMatchObject({ row: 3 });
  });

  it("takes a request by its number, where it has such a latency", () => {
    expect(pickRequest(result, { request: 2, metric: "tpot" }, 0)).toEqual({ row: 2, metric: "tpot" });
    expect(latencyNs(result, "tpot", 2)).toBe(20e6);
    expect(() => pickRequest(result, { request: 3, metric: "tpot" }, 0)).toThrow("single output token");
    expect(() => pickRequest(result, { request: 4, metric: "ttft" }, 0)).toThrow("numbered from 0 to 3");
  });

  it("refuses a rejected request", () => {
    const rejected = resultOf([{ arrivalMs: 0, promptTokens: 9000, outputTokens: 5, finish: "rejected" }], {
      rejectReasons: [{ reason: "prompts reach max_model_len 4096", count: 1 }],
    }).result;
    expect(() => pickRequest(rejected, { request: 0, metric: "ttft" }, 0)).toThrow("max_model_len 4096");
    expect(() => pickRequest(rejected, { percentile: 99, metric: "ttft" }, 0)).toThrow("none completed");
  });

  it("says that single tokens have no TPOT, though they completed", () => {
    const single = resultOf([{ arrivalMs: 0, firstTokenMs: 5, lastTokenMs: 5, outputTokens: 1 }]).result;
    expect(() => pickRequest(single, { percentile: 99, metric: "tpot" }, 0)).toThrow(
      "none completed with more than one token",
    );
    expect(pickRequest(single, { percentile: 100, metric: "ttft" }, 0)).toMatchObject({ row: 0 });
  });
});
