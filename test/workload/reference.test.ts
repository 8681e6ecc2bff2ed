import { expect, it } from "vitest";
import { inspectWorkload } from "../../src/workload/inspect.ts";
import { loadTrace } from "../../src/workload/load-trace.ts";
import { describeWithReference, referenceFile } from "../reference.ts";

const AZURE = "traces/azure_conv/AzureLLMInferenceTrace_conv.csv";
describeWithReference("the whole Azure conversation trace", AZURE, () => {
  it("has the published figures", async () => {
    const workload = await loadTrace(referenceFile(AZURE));
    const summary = inspectWorkload(workload);
    expect(workload.requests.count).toBe(19_366);
    expect(workload.dropped).toEqual([]);
    expect(summary.durationS).toBeCloseTo(3501.7, 1);
    expect(summary.requestRate).toBeCloseTo(5.53, 2);
    expect(summary.arrivalCv).toBeCloseTo(1.09, 2);
    expect(summary.promptTokens.mean).toBeCloseTo(1154.7, 1);
    expect(summary.outputTokens.mean).toBeCloseTo(211.1, 1);
    // Last row: 2023-11-16 19:14:08.4025270, against 18:15:46.6805900.
    expect(workload.requests.arrivalNs.at(-1)).toBe(3_501_721_937_000);
  });
});

const MOONCAKE = "traces/mooncake_conversation";
describeWithReference("prefix reuse with an infinite cache, to the token", MOONCAKE, () => {
  it.each([
    ["traces/mooncake_conversation/conversation_trace.jsonl.gz", 0.373617, 54_097_440, 144_793_823],
    ["traces/mooncake_conversation/first30min.jsonl", 0.347193, 25_554_896, 73_604_194],
    ["traces/mooncake_conversation/head100.jsonl", 0.033244, 50_688, 1_524_742],
    ["traces/llmservingsim/sharegpt-llama3.1-8b-300-sps10.hash16.jsonl", 0.075883, 19_520, 257_239],
  ])("%s", async (file, ratio, hitTokens, inputTokens) => {
    const summary = inspectWorkload(await loadTrace(referenceFile(file)));
    expect(summary.infiniteCacheHitRatio).toBeCloseTo(ratio, 6);
    expect(summary.hitTokens).toBe(hitTokens);
    expect(summary.inputTokens).toBe(inputTokens);
  });
});

describeWithReference("every other published sample", "traces", () => {
  it.each([
    ["traces/azure_2024/format_sample.csv", "azure", 1],
    ["traces/burstgpt/format_sample_v1_6col.csv", "burstgpt", 3],
    ["traces/burstgpt/format_sample_v3_8col.csv", "burstgpt", 2],
    ["traces/qwen_bailian/format_sample.jsonl", "bailian", 2],
    ["traces/splitwise/test_trace.csv", "splitwise", 3],
    ["traces/vidur/splitwise_conv.head100.csv", "vidur", 100],
    ["traces/llmservingsim/example_trace.jsonl", "llmservingsim", 10],
    ["traces/llmservingsim/workload_me2_01_mixed.jsonl", "llmservingsim", 608],
    ["results/results_vllm_bench/synthetic_fixture_save_detailed.json", "vllm-bench", 5],
    ["results/results_aiperf/profile_export.one_record.jsonl", "aiperf", 1],
  ])("%s", async (file, format, count) => {
    const workload = await loadTrace(referenceFile(file));
    expect(workload.description.split(" ")[0]).toBe(format);
    expect(workload.requests.count).toBe(count);
    expect(workload.dropped).toEqual([]);
  });

  it("the splitwise head of Vidur has the same requests as the head of Azure's trace", async () => {
    const azure = await loadTrace(referenceFile("traces/azure_conv/head100.csv"));
    const vidur = await loadTrace(referenceFile("traces/vidur/splitwise_conv.head100.csv"));
    expect(vidur.requests.promptTokens).toEqual(azure.requests.promptTokens);
    expect(vidur.requests.outputTokens).toEqual(azure.requests.outputTokens);
    // Two people's roundings of one clock: to the microsecond.
    const apart = azure.requests.arrivalNs.map((ns, i) => Math.abs(ns - vidur.requests.arrivalNs[i]!));
    expect(Math.max(...apart)).toBeLessThanOrEqual(1000);
  });

  it("draws arrivals for Vidur's lengths", async () => {
    const file = "traces/vidur/arxiv_summarization_stats_llama2_tokenizer_filtered_v2.csv";
    const workload = await loadTrace(referenceFile(file), { arrivals: { requestRate: 5 } });
    expect(workload.requests.count).toBe(28_257);
    expect(workload.requests.arrivalNs.at(-1)).toBe(Math.round((28_257 / 5) * 1e9));
  });
});
