import { describe, expect, it } from "vitest";
import { prometheusText, type ScrapedReport } from "../../src/report/prometheus.ts";
import { handmadeReport } from "./reports.ts";

const handmade = handmadeReport();
const replica = { steps: 12, busyNs: 2_000, preemptions: 2, peakKvBlocks: 7 };
const report: ScrapedReport = {
  ...handmade,
  kvBlocks: 101,
  result: {
    ...handmade.result,
    replicas: [replica],
    samples: {
      // The last arrival is at 200 ms.
      timeNs: Float64Array.of(0, 100e6, 300e6),
      running: Float64Array.of(0, 2, 9),
      waiting: Float64Array.of(0, 1, 9),
      kvBlocks: Float64Array.of(0, 25, 90),
    },
    prefixCache: { queriedTokens: 60, hitTokens: 16, preemptedQueriedTokens: 0, preemptedHitTokens: 0 },
  },
};

/** Samples by name and labels, the common ones left out. */
function samples(text: string): Map<string, number> {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const [, name, labels, value] = /^(\S+)\{(.*)\} (\S+)$/.exec(line)!;
      const own = labels!.replace(/^model_name="[^"]*",engine="[^"]*",?/, "");
      return [own === "" ? name! : `${name}{${own}}`, Number(value)];
    }),
  );
}

describe("prometheusText", () => {
  const found = samples(prometheusText(report));

  it("has vLLM's histogram of TTFT, in its buckets", () => {
    // 50, 20 and 80 ms.
    const bucket = (le: string) => found.get(`vllm:time_to_first_token_seconds_bucket{le="${le}"}`);
    expect(["0.01", "0.02", "0.04", "0.06", "0.08", "2560.0", "+Inf"].map(bucket)).toEqual([
      0, 1, 1, 2, 3, 3, 3,
    ]);
    expect(found.get("vllm:time_to_first_token_seconds_count")).toBe(3);
    expect(found.get("vllm:time_to_first_token_seconds_sum")).toBeCloseTo(0.15, 12);
  });

  it("weighs gaps between tokens, and counts a single token's mean gap as 0, as vLLM does", () => {
    expect(found.get("vllm:inter_token_latency_seconds_count")).toBe(7);
    expect(found.get("vllm:inter_token_latency_seconds_sum")).toBeCloseTo(3 * 0.1 + 4 * 0.43, 12);
    expect(found.get('vllm:request_time_per_output_token_seconds_bucket{le="0.01"}')).toBe(1);
    expect(found.get("vllm:request_time_per_output_token_seconds_count")).toBe(3);
  });

  it("splits the time of a request into its phases", () => {
    const sum = (name: string) => found.get(`vllm:${name}_seconds_sum`)!;
    expect(sum("e2e_request_latency")).toBeCloseTo(0.35 + 0.02 + 1.8, 12);
    expect(sum("request_queue_time") + sum("request_inference_time")).toBeCloseTo(
      sum("e2e_request_latency"),
      12,
    );
    expect(sum("request_prefill_time") + sum("request_decode_time")).toBeCloseTo(
      sum("request_inference_time"),
      12,
    );
  });

  it("counts tokens, preemptions and how requests ended; a rejected one is none of them", () => {
    expect(found.get("vllm:prompt_tokens_total")).toBe(60);
    expect(found.get("vllm:generation_tokens_total")).toBe(10);
    expect(found.get("vllm:num_preemptions_total")).toBe(2);
    expect(found.get('vllm:request_success_total{finished_reason="stop"}')).toBe(2);
    expect(found.get('vllm:request_success_total{finished_reason="length"}')).toBe(1);
    expect(found.get("vllm:prefix_cache_hits_total")).toBe(16);
  });

  it("shows gauges of the last arrival, blocks as a share of the usable ones", () => {
    expect(found.get("vllm:num_requests_running")).toBe(2);
    expect(found.get("vllm:num_requests_waiting")).toBe(1);
    expect(found.get("vllm:kv_cache_usage_perc")).toBe(0.25);
    expect(found.get('vllm:cache_config_info{num_gpu_blocks="101"}')).toBe(1);
  });

  it("describes every metric once, before its samples", () => {
    const text = prometheusText(report);
    const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name]) => name);
    expect(new Set(types).size).toBe(types.length);
    for (const name of types)
      expect(text.indexOf(`\n${name}`)).toBeGreaterThan(text.indexOf(`# TYPE ${name} `));
  });

  it("has histograms of token counts in vLLM's buckets, up to the longest request", () => {
    const buckets = [...found].flatMap(([name, value]) => {
      const le = /^vllm:request_prompt_tokens_bucket\{le="(.*)"\}$/.exec(name)?.[1];
      return le === undefined ? [] : [[le, value]];
    });
    // Prompts of 10, 20 and 30 tokens.
    expect(buckets).toEqual([
      ...[
        ["1.0", 0],
        ["2.0", 0],
        ["5.0", 0],
        ["10.0", 1],
        ["20.0", 2],
        ["50.0", 3],
        ["+Inf", 3],
      ],
    ]);
    expect(found.get("vllm:request_generation_tokens_sum")).toBe(10);
  });

  it("is in Prometheus' text format: families whole and described, buckets rising to their count", () => {
    const lines = prometheusText({ ...report, modelId: 'a "quoted" \\ model' })
      .trimEnd()
      .split("\n");
    let family = { name: "", type: "", below: 0 };
    for (const [i, line] of lines.entries()) {
      const [, name, type] = /^# TYPE ([a-zA-Z_:][\w:]*) (gauge|counter|histogram)$/.exec(line) ?? [];
      if (name !== undefined) {
        expect(lines[i - 1]).toMatch(new RegExp(`^# HELP ${name} .+`));
        family = { name, type: type!, below: 0 };
        continue;
      }
      if (line.startsWith("# HELP ")) continue;
      const sample = /^([a-zA-Z_:][\w:]*)\{((?:\w+="(?:[^"\\\n]|\\.)*",?)+)\} (\S+)$/.exec(line);
      expect(sample, line).not.toBeNull();
      const [, own, labels, value] = sample!;
      expect(Number.isFinite(Number(value)), line).toBe(true);
      const suffix = own!.slice(family.name.length);
      expect(own!.startsWith(family.name), line).toBe(true);
      expect(family.type === "histogram" ? ["_bucket", "_count", "_sum"] : [""]).toContain(suffix);
      if (family.type === "counter") expect(own).toMatch(/_total$/);
      if (suffix === "_bucket") {
        expect(Number(value), line).toBeGreaterThanOrEqual(family.below);
        family.below = Number(value);
      }
      if (suffix === "_count") {
        expect(Number(value)).toBe(family.below);
        expect(lines[i - 1]).toContain('le="+Inf"');
      }
      expect(labels).toContain("model_name=");
    }
  });

  it("sums several replicas up under one label", () => {
    const two = { ...report, result: { ...report.result, replicas: [replica, replica] } };
    expect(prometheusText(two)).toContain('engine="all"');
    expect(samples(prometheusText(two)).get("vllm:kv_cache_usage_perc")).toBe(0.125);
  });
});
