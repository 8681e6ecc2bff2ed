import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseTruth } from "../../../src/metrics/truth/read.ts";
import { describeWithReference, referenceFile } from "../../reference.ts";

const record = (startNs: number, rest: object = {}, metadata: object = {}) => ({
  metadata: { request_start_ns: startNs, benchmark_phase: "profiling", was_cancelled: false, ...metadata },
  metrics: {
    input_sequence_length: { value: 550, unit: "tokens" },
    output_sequence_length: { value: 3, unit: "tokens" },
    time_to_first_token: { value: 0.2, unit: "s" },
    request_latency: { value: 260, unit: "ms" },
    inter_token_latency: { value: 30, unit: "ms" },
    inter_chunk_latency: { value: [20_000, 40_000], unit: "us" },
  },
  error: null,
  ...rest,
});
const lines = (...records: object[]): string => records.map((one) => `${JSON.stringify(one)}\n`).join("");

describe("an aiperf export", () => {
  it("of single requests reads its ITL as TPOT and its ICL as ITL, in whatever unit", () => {
    const text = lines(
      record(7_000_000_000),
      record(5_000_000_000),
      record(1_000_000_000, {}, { benchmark_phase: "warmup" }),
      record(6_000_000_000, { error: { code: 500 } }),
      record(6_500_000_000, {}, { was_cancelled: true }),
    );
    const [truth] = parseTruth(text, "profile_export.jsonl");
    expect(truth).toMatchObject({ tool: "aiperf", completed: 2, failed: 2 });
    expect(truth!.notes.slice(1)).toEqual([
      "1 requests outside of the profiling phase are left out",
      "2 failed requests are left out of the single-request figures",
    ]);
    expect([...truth!.requests!.arrivalMs]).toEqual([0, 2_000]);
    expect(truth!.figures.ttft!.mean).toBeCloseTo(200, 10);
    expect(truth!.figures.tpot!.mean).toBeCloseTo(30, 10);
    expect(truth!.figures.itl!).toMatchObject({ mean: 30, p50: 30 });
    expect(truth!.figures.e2el!.p99).toBeCloseTo(260, 10);
    expect(truth!.durationSeconds).toBeCloseTo(2.26, 10);
  });

  it("of a summary takes averages and percentiles with their unit", () => {
    const summary = {
      request_latency: { unit: "s", avg: 2.5, p50: 2.4, p90: 3, p99: 3.4, count: 20 },
      time_to_first_token: { unit: "ms", avg: 90, p50: 80, p90: 120, p99: 200 },
      inter_token_latency: { unit: "ms", avg: 9, p50: 8.5 },
      request_throughput: { unit: "requests/sec", avg: 1.45 },
      request_count: { unit: "requests", avg: 20 },
      error_request_count: { unit: "requests", avg: 3 },
    };
    const [truth] = parseTruth(JSON.stringify(summary, null, 1), "profile_export_aiperf.json");
    expect(truth).toMatchObject({ completed: 20, failed: 3, requestThroughput: 1.45 });
    expect(truth!.figures).toEqual({
      ttft: { mean: 90, p50: 80, p90: 120, p99: 200 },
      tpot: { mean: 9, p50: 8.5 },
      e2el: { mean: 2_500, p50: 2_400, p90: 3_000, p99: 3_400 },
    });
  });

  it("refuses a unit it does not know", () => {
    const odd = lines(record(1, {}), record(2)).replace('"unit":"s"', '"unit":"fortnights"');
    expect(() => parseTruth(odd, "x.jsonl")).toThrow(
      'x.jsonl: line 1.metrics.time_to_first_token.unit must be one of ns, us, ms, s, sec, got "fortnights"',
    );
  });
});

describeWithReference("the aiperf samples", "results/results_aiperf", () => {
  const read = (name: string) =>
    parseTruth(readFileSync(referenceFile(`results/results_aiperf/${name}`), "utf8"), name);

  it("a record's TPOT is what its other figures say", () => {
    const { requests, figures } = read("profile_export.one_record.jsonl")[0]!;
    expect(requests!.promptTokens[0]).toBe(550);
    expect(requests!.tpotMs[0]).toBeCloseTo((requests!.e2elMs[0]! - requests!.ttftMs[0]!) / 8, 6);
    expect(figures.itl!.mean).toBeCloseTo(figures.tpot!.mean!, 6);
  });

  it("a summary states requests and latency", () => {
    expect(read("profile_export_aiperf.doc_example.json")[0]).toMatchObject({
      completed: 20,
      requestThroughput: 1.45,
      figures: { e2el: { mean: 2620.71, p50: 2568.73, p99: 3371.24 } },
    });
  });
});
