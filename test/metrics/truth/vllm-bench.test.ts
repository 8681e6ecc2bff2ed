import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseTruth } from "../../../src/metrics/truth/read.ts";
import { describeWithReference, referenceFile } from "../../reference.ts";

const recorded = {
  ...{
    model_id: "m",
    num_prompts: 4,
    request_rate: "inf",
    max_concurrency: 8,
    duration: 2,
    completed: 3,
    failed: 1,
  },
  ...{ total_input_tokens: 60, total_output_tokens: 7, request_throughput: 1.5, output_throughput: 3.5 },
  input_lens: [10, 20, 99, 30],
  output_lens: [3, 1, 0, 3],
  ttfts: [0.05, 0.02, 0, 0.08],
  itls: [[0.01, 0.03], [], [], [0.02, 0.02]],
  start_times: [100.5, 100, 100.2, 101],
  errors: ["", "", "HTTP 400", ""],
  ...{
    mean_ttft_ms: 50,
    median_ttft_ms: 50,
    p99_ttft_ms: 79.4,
    mean_tpot_ms: 0,
    median_tpot_ms: 0,
    p99_tpot_ms: 0,
  },
};

describe("a file of vllm bench serve", () => {
  it("gives single requests in order of arrival, without those that failed", () => {
    const [truth] = parseTruth(JSON.stringify(recorded), "run.json");
    expect(truth).toMatchObject({
      tool: "vllm bench",
      modelId: "m",
      requestRate: Infinity,
      maxConcurrency: 8,
    });
    expect(truth).toMatchObject({ completed: 3, failed: 1, durationSeconds: 2, requestThroughput: 1.5 });
    expect(truth!.notes).toEqual(["1 failed requests are left out of the single-request figures"]);
    const { count, arrivalMs, promptTokens, ttftMs, e2elMs, tpotMs } = truth!.requests!;
    expect(count).toBe(3);
    expect([...arrivalMs]).toEqual([0, 500, 1_000]);
    expect([...promptTokens]).toEqual([20, 10, 30]);
    expect([...ttftMs].map(Math.round)).toEqual([20, 50, 80]);
    expect([...e2elMs].map(Math.round)).toEqual([20, 90, 120]);
    expect(tpotMs[0]).toBeNaN();
    expect(tpotMs[1]).toBeCloseTo(20, 10);
  });

  it("recomputes figures from the single requests", () => {
    const { figures } = parseTruth(JSON.stringify(recorded), "run.json")[0]!;
    expect(figures.ttft!.mean).toBeCloseTo(50, 10);
    expect(figures.ttft!.p90).toBeCloseTo(74, 10);
    expect(figures.tpot!.mean).toBeCloseTo(20, 10);
    // 10 20 20 30
    expect(figures.itl!.p50).toBeCloseTo(20, 10);
    expect(figures.e2el!.mean).toBeCloseTo(230 / 3, 10);
  });

  it("takes what a summary has, and nothing for what vLLM filled with 0", () => {
    const { input_lens: _, ...summary } = recorded;
    const [truth] = parseTruth(JSON.stringify(summary), "run.json");
    expect(truth!.requests).toBeUndefined();
    expect(truth!.figures).toEqual({ ttft: { mean: 50, p50: 50, p99: 79.4 } });
  });

  it("reads newer files with latencies, and older ones without start times", () => {
    const { itls: _, start_times: __, ...rest } = recorded;
    const [truth] = parseTruth(JSON.stringify({ ...rest, latencies: [0.1, 0.02, 0, 0.2] }), "run.json");
    expect([...truth!.requests!.e2elMs].map(Math.round)).toEqual([100, 20, 200]);
    expect(truth!.requests!.arrivalMs.every(Number.isNaN)).toBe(true);
    expect(truth!.notes).toContain("no start_times: the file does not say when requests arrived");
  });

  it("names the file and the field that is wrong", () => {
    const bad = { ...recorded, ttfts: [0.05, "fast", 0, 1] };
    expect(() => parseTruth(JSON.stringify(bad), "run.json")).toThrow(
      'run.json: ttfts[1] must be a finite number, got "fast"',
    );
  });
});

const folder = "results/results_vllm_bench";

describeWithReference("vllm bench fixtures", folder, () => {
  const read = (name: string) =>
    parseTruth(readFileSync(referenceFile(`${folder}/synthetic_fixture_${name}.json`), "utf8"), name)[0]!;

  it("say the same by single requests as by summary", () => {
    const detailed = read("save_detailed");
    const summary = read("summary_only");
    expect(detailed.requests!.count).toBe(5);
    for (const metric of ["ttft", "tpot", "itl", "e2el"] as const) {
      for (const statistic of ["mean", "p50", "p90", "p99"] as const) {
        expect(detailed.figures[metric]![statistic]).toBeCloseTo(summary.figures[metric]![statistic]!, 8);
      }
    }
  });
});
