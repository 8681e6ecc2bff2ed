import { describe, expect, it } from "vitest";
import { compareWithTruth } from "../../src/metrics/accuracy.ts";
import { summarize } from "../../src/metrics/summary.ts";
import { parseTruth } from "../../src/metrics/truth/read.ts";
import { accuracyCsv, accuracyText } from "../../src/report/accuracy-table.ts";
import { requestsCsv } from "../../src/report/requests-csv.ts";
import { resultOf } from "./results.ts";

// Measured: TTFT 10, 20, 40; E2EL 50, 100, 40; outputs 3, 5, 1.
const text = [
  "arrival_ms,prompt_tokens,output_tokens,ttft_ms,e2el_ms",
  "0,5,3,10,50",
  "100,5,5,20,100",
  "200,5,1,40,40",
  "",
].join("\n");
const truth = parseTruth(text, "real.csv")[0]!;

/** Simulated: TTFT 12, 20, 30; E2EL 52, 80, 30. */
const simulated = resultOf([
  { arrivalMs: 0, firstTokenMs: 12, lastTokenMs: 52, outputTokens: 3 },
  { arrivalMs: 100, firstTokenMs: 120, lastTokenMs: 180, outputTokens: 5 },
  { arrivalMs: 200, firstTokenMs: 230, lastTokenMs: 230, outputTokens: 1 },
]);
const accuracy = compareWithTruth(truth, simulated.result, summarize(simulated));

describe("compareWithTruth", () => {
  const figure = (metric: string, statistic: string) =>
    accuracy.figures.find((one) => one.metric === metric && one.statistic === statistic)!;

  it("has the signed error of every figure that was measured", () => {
    expect(figure("ttft", "mean").real).toBeCloseTo(70 / 3, 10);
    expect(figure("ttft", "mean").simulated).toBeCloseTo(62 / 3, 10);
    expect(figure("ttft", "mean").errorPercent).toBeCloseTo((100 * (62 - 70)) / 70, 10);
    expect(figure("ttft", "p50").errorPercent).toBe(0);
    // TPOT: measured 20 and 20, simulated 20 and 15.
    expect(figure("tpot", "mean").errorPercent).toBeCloseTo(-12.5, 10);
    expect(accuracy.figures.some(({ metric }) => metric === "itl")).toBe(false);
  });

  it("weighs TPOT by gaps on both sides for tools that do", () => {
    // (2 x 20 + 4 x 15) / 6
    expect(figure("tokenTpot", "mean").simulated).toBeCloseTo(100 / 6, 10);
    expect(figure("tokenTpot", "mean").real).toBeCloseTo(20, 10);
  });

  it("compares throughput", () => {
    const throughput = accuracy.figures.find(({ metric }) => metric === "request_throughput")!;
    expect(throughput.real).toBeCloseTo(3 / 0.24, 10);
    expect(throughput.simulated).toBeCloseTo(3 / 0.23, 10);
  });

  it("compares request by request", () => {
    const [ttft, tpot, e2el] = accuracy.requests;
    expect(ttft).toMatchObject({ metric: "ttft", count: 3 });
    expect(ttft!.mapePercent).toBeCloseTo((20 + 0 + 25) / 3, 10);
    expect(ttft!.biasPercent).toBeCloseTo((100 * (62 - 70)) / 70, 10);
    // Deviations (-13.33, -3.33, 16.67) and (-8.67, -0.67, 9.33).
    expect(ttft!.pearson).toBeCloseTo(273.3333333 / Math.sqrt(466.6666667 * 162.6666667), 6);
    expect(tpot).toMatchObject({ count: 2, mapePercent: 12.5 });
    // The measured TPOT does not vary.
    expect(tpot!.pearson).toBeNaN();
    expect(e2el!.mapePercent).toBeCloseTo((4 + 20 + 25) / 3, 10);
  });

  it("finds no error of a run against its own requests.csv", () => {
    const own = parseTruth(Buffer.from(requestsCsv(simulated)).toString(), "requests.csv")[0]!;
    const { figures, requests } = compareWithTruth(own, simulated.result, summarize(simulated));
    expect(figures.length).toBeGreaterThan(16);
    for (const { errorPercent } of figures) expect(Math.abs(errorPercent)).toBeLessThan(1e-9);
    for (const { mapePercent } of requests) expect(mapePercent).toBeLessThan(1e-9);
    expect(requests.map(({ metric }) => metric)).toEqual(["ttft", "tpot", "e2el"]);
    expect(requests[0]!.pearson).toBeCloseTo(1, 12);
  });

  it("does not pair requests with those of another workload", () => {
    const one = resultOf([{ arrivalMs: 0, firstTokenMs: 12, lastTokenMs: 52, outputTokens: 3 }]);
    expect(compareWithTruth(truth, one.result, summarize(one)).requests).toEqual([]);
  });
});

describe("accuracy tables", () => {
  it("show real, simulated and signed error", () => {
    const lines = accuracyText(accuracy).split("\n");
    expect(lines[2]!.split(/ {2,}/)).toEqual(["TTFT", "mean", "ms", "23.33", "20.67", "-11.4"]);
    expect(lines).toContain("Single requests");
    expect(lines.at(-4)!.split(/ {2,}/)).toEqual(["TTFT", "3", "15.0", "0.9921", "-11.4"]);
    expect(accuracyCsv(accuracy).split("\n")[2]).toBe("ttft,p50,ms,20,20,0");
  });
});
