import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { FIGURES } from "../../src/metrics/comparison.ts";
import type { Saturation } from "../../src/metrics/saturation.ts";
import { summarize } from "../../src/metrics/summary.ts";
import type { ComparedRun } from "../../src/report/compared-run.ts";
import { comparisonCsv, comparisonJson, comparisonText } from "../../src/report/comparison-table.ts";
import { resultOf } from "../metrics/results.ts";

const STABLE: Saturation = {
  verdict: "stable",
  queueGrowthPerSecond: 0,
  waitingAtLastArrival: 0,
  peakWaiting: 0,
};

/** One request of 4 tokens: TTFT 10, TPOT and ITL 10, E2EL 40 ms, all times `stretch`. */
function scenario(tp: string, model: string, stretch: number, saturation = STABLE): ComparedRun {
  const { result, requests } = resultOf(
    [{ arrivalMs: 0, firstTokenMs: 10 * stretch, lastTokenMs: 40 * stretch, outputTokens: 4 }],
    { itl: { durationNs: Float64Array.of(10e6 * stretch), weight: Float64Array.of(3) } },
  );
  return { labels: { tp, "latency-model": model }, summary: summarize({ result, requests }), saturation };
}

const four = [
  scenario("1", "calibrated", 1),
  scenario("1", "mfu", 1.5),
  scenario("2", "calibrated", 0.5),
  scenario("2", "mfu", 0.4),
];

describe("comparisonText", () => {
  it("has one row a scenario, then the differences between latency models", () => {
    const lines = comparisonText(four).split("\n");
    expect(lines[0]).toMatch(/^ +TTFT \(ms\) +TPOT \(ms\) +ITL \(ms\) +E2EL \(ms\) +throughput$/);
    expect(lines[1]!.split(/ +/)).toEqual([
      ...["tp", "latency-model"],
      ...Array.from({ length: 4 }, () => ["mean", "p50", "p99"]).flat(),
      ...["req/s", "tok/s"],
    ]);
    const figures = [...new Array<string>(9).fill("10.00"), "40.00", "40.00", "40.00", "25.00", "100.0"];
    expect(lines[3]!.split(/ +/)).toEqual(["1", "calibrated", ...figures]);
    expect(lines.slice(8, 10)).toEqual([
      "Difference, percent",
      expect.stringMatching(/TTFT \(%\).*throughput \(%\)$/),
    ]);
    expect(lines[12]!.split(/ {2,}/).slice(0, 4)).toEqual(["1", "mfu vs calibrated", "+50.0", "+50.0"]);
    expect(lines[13]).toMatch(/^2 +mfu vs calibrated( +-20\.0){12} +\+25\.0 +\+25\.0$/);
  });

  it("stays within 160 columns, or the width given", () => {
    const widest = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));
    expect(widest(comparisonText(four))).toBeLessThanOrEqual(160);
    expect(widest(comparisonText(four, 80))).toBeLessThanOrEqual(80);
    expect(comparisonText(four, 80).match(/latency-model/g)!.length).toBeGreaterThanOrEqual(4);
  });

  it("marks a row whose percentiles are of no steady state", () => {
    const overloaded: Saturation = { ...STABLE, verdict: "overloaded", queueGrowthPerSecond: 3.217 };
    const text = comparisonText([scenario("1", "mfu", 1), scenario("2", "mfu", 1, overloaded)]);
    expect(text).toMatch(/OVERLOADED \+3\.22 req\/s\n/);
    expect(text).not.toContain("Difference");
    expect(comparisonText(four)).not.toContain("state");
  });
});

describe("comparisonCsv", () => {
  it("has figures in full precision, and differences beside the run they belong to", () => {
    const rows: Record<string, string>[] = parse(comparisonCsv(four), { columns: true });
    expect(rows).toHaveLength(4);
    expect(rows[0]).toMatchObject({ tp: "1", mean_e2el_ms: "40", saturation: "stable", compared_with: "" });
    expect(rows[0]!.mean_ttft_ms_diff_percent).toBe("");
    expect(rows[1]).toMatchObject({ "latency-model": "mfu", compared_with: "calibrated" });
    expect(Number(rows[1]!.mean_ttft_ms_diff_percent)).toBeCloseTo(50, 10);
  });

  it("has no columns for differences where there is nothing to compare", () => {
    const [header] = comparisonCsv([scenario("1", "mfu", 1)]).split("\n");
    expect(header).not.toContain("diff");
  });
});

describe("comparisonJson", () => {
  it("lists scenarios and differences by vLLM's keys", () => {
    const json = JSON.parse(JSON.stringify(comparisonJson(four)));
    expect(json.scenarios).toHaveLength(4);
    expect(json.scenarios[3]).toMatchObject({ labels: { tp: "2", "latency-model": "mfu" }, mean_ttft_ms: 4 });
    expect(json.differences).toHaveLength(2);
    expect(json.differences[1]).toMatchObject({ labels: { tp: "2" }, of: "mfu", base: "calibrated" });
    expect(Object.keys(json.differences[1].percent)).toEqual(FIGURES.map(({ key }) => key));
    expect(json.differences[1].percent.mean_ttft_ms).toBeCloseTo(-20, 10);
  });

  it("has null where there is no figure", () => {
    const { result, requests } = resultOf([{ arrivalMs: 0, firstTokenMs: 5, lastTokenMs: 5 }]);
    const single = { labels: {}, summary: summarize({ result, requests }), saturation: STABLE };
    expect(comparisonJson([single])).toMatchObject({ scenarios: [{ mean_tpot_ms: null, p99_itl_ms: null }] });
  });
});
