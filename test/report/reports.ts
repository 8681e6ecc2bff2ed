import { detectSaturation } from "../../src/metrics/saturation.ts";
import { summarize } from "../../src/metrics/summary.ts";
import type { RunReport } from "../../src/report/run-report.ts";
import { resultOf } from "../metrics/results.ts";

/** A run of four requests written by hand: two complete, one is cut at the model's length, one is rejected. */
export function handmadeReport(rest: Partial<RunReport> = {}): RunReport {
  const { result, requests } = resultOf(
    [
      { arrivalMs: 0, firstTokenMs: 50, lastTokenMs: 350, promptTokens: 10, outputTokens: 4 },
      { arrivalMs: 100, firstTokenMs: 120, lastTokenMs: 120, promptTokens: 20, outputTokens: 1 },
      { arrivalMs: 150, promptTokens: 9_000, outputTokens: 5, finish: "rejected" },
      {
        arrivalMs: 200,
        firstTokenMs: 280,
        lastTokenMs: 2_000,
        promptTokens: 30,
        outputTokens: 5,
        finish: "length",
      },
    ],
    {
      itl: { durationNs: Float64Array.of(100e6, 430e6), weight: Float64Array.of(3, 4) },
      rejectReasons: [{ reason: "prompts reach max_model_len 4096", count: 1 }],
      outputTokensPerSecond: Float64Array.of(6, 4),
      ...{ steps: 12, totalPreemptions: 2, peakKvBlocks: 7, busyNs: 2_000 },
      partNs: { gemm: 1_000, attention: 500, allReduce: 0, head: 100, elementwise: 300, host: 100 },
      provenanceNs: { measured: 0, interpolated: 500, extrapolated: 0, modelled: 1_500 },
    },
  );
  return {
    ...{ requests, result, summary: summarize({ result, requests }), saturation: detectSaturation(result) },
    ...{ modelId: "llama-3.1-8b", requestRate: 20, burstiness: 1, kvBlocks: 27_000 },
    dropped: [],
    config: { model: "llama-3.1-8b", tp: 1 },
    clock: { date: new Date(2026, 4, 29, 12, 0, 5), wallSeconds: 0.5, engineSeconds: 0.125 },
    ...rest,
  };
}
