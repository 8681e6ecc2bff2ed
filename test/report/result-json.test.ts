import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { summarize } from "../../src/metrics/summary.ts";
import { resultJson, resultJsonText } from "../../src/report/result-json.ts";
import { resultOf } from "../metrics/results.ts";
import { describeWithReference, referenceFile } from "../reference.ts";
import { handmadeReport } from "./reports.ts";

describe("resultJson", () => {
  const json = resultJson(handmadeReport());

  it("says in vLLM's words what the summary says", () => {
    expect(json).toMatchObject({
      ...{ date: "20260529-120005", label: null, model_id: "llama-3.1-8b", num_prompts: 4, request_rate: 20 },
      ...{ burstiness: 1, max_concurrency: null, duration: 2, completed: 3, failed: 1 },
      ...{
        total_input_tokens: 60,
        total_output_tokens: 10,
        request_goodput: null,
        max_output_tokens_per_s: 6,
      },
      ...{ mean_ttft_ms: 50, median_tpot_ms: 265, p50_itl_ms: 430, median_e2el_ms: 350 },
    });
  });

  it("has one entry a request, in seconds, zeros for one that failed", () => {
    expect(json).toMatchObject({
      input_lens: [10, 20, 9_000, 30],
      output_lens: [4, 1, 0, 5],
      ttfts: [0.05, 0.02, 0, 0.08],
      start_times: [0, 0.1, 0.15, 0.2],
      generated_texts: ["", "", "", ""],
      errors: ["", "", "rejected", ""],
    });
    const short = resultJson(handmadeReport(), { detailed: false });
    expect(Object.keys(short)).toEqual(Object.keys(json).filter((key) => !Array.isArray(json[key])));
  });

  it("adds the simulator's own account", () => {
    expect(json.simulator).toMatchObject({
      rejected: 1,
      ...{
        preemptions: 2,
        steps: 12,
        kvBlocks: 27_000,
        peakKvBlocks: 7,
        wallSeconds: 0.5,
        engineSeconds: 0.125,
      },
      latencyShare: { gemm: 0.5, attention: 0.25, allReduce: 0, head: 0.05, elementwise: 0.15, host: 0.05 },
      provenanceShare: { measured: 0, interpolated: 0.25, extrapolated: 0, modelled: 0.75 },
      config: { model: "llama-3.1-8b", tp: 1 },
    });
  });

  it("without a clock says nothing that changes from run to run", () => {
    const { clock: _, ...report } = handmadeReport();
    const reproducible = resultJson(report);
    expect(reproducible).not.toHaveProperty("date");
    expect(reproducible.simulator).not.toHaveProperty("wallSeconds");
    expect(reproducible.simulator).not.toHaveProperty("engineSeconds");
    expect(Object.keys(reproducible)).toEqual(Object.keys(json).filter((key) => key !== "date"));
  });

  it("spells an infinite rate as vLLM does, and has no rate for a trace", () => {
    expect(resultJson(handmadeReport({ requestRate: Infinity })).request_rate).toBe("inf");
    expect(resultJson(handmadeReport({ requestRate: Number.NaN, burstiness: Number.NaN }))).toMatchObject({
      request_rate: null,
      burstiness: null,
    });
    const rampUp = { strategy: "linear" as const, startRps: 1, endRps: 9 };
    expect(Object.keys(resultJson(handmadeReport({ rampUp }))).join()).toContain(
      "max_concurrency,ramp_up_strategy,ramp_up_start_rps,ramp_up_end_rps,duration",
    );
  });

  it("holds finite numbers and nulls only, even where nothing completed", () => {
    const nothing = resultOf([{ arrivalMs: 0, finish: "rejected" }]);
    const text = resultJsonText(resultJson(handmadeReport({ ...nothing, summary: summarize(nothing) })));
    const read = JSON.parse(text, (_key, value) => {
      if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
      return value;
    });
    expect(read).toMatchObject({
      completed: 0,
      request_throughput: 0,
      mean_ttft_ms: null,
      p99_e2el_ms: null,
    });
  });

  it("reads back from its text as it was", () => {
    const text = resultJsonText(json);
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(json)));
    expect(Object.keys(JSON.parse(text))).toEqual(Object.keys(json));
    expect(text.endsWith("}\n")).toBe(true);
  });
});

for (const [fixture, detailed] of [
  ["results/results_vllm_bench/synthetic_fixture_save_detailed.json", true],
  ["results/results_vllm_bench/synthetic_fixture_summary_only.json", false],
] as const) {
  describeWithReference(`keys of result.json against ${fixture}`, fixture, () => {
    it("are vLLM's, in vLLM's order, then `simulator`", () => {
      const recorded = Object.keys(JSON.parse(readFileSync(referenceFile(fixture), "utf8")));
      const ours = Object.keys(resultJson(handmadeReport(), { detailed }));
      // Gaps of single requests are kept only when asked for.
      expect(ours).toEqual([...recorded.filter((key) => key !== "itls"), "simulator"]);
    });
  });
}
