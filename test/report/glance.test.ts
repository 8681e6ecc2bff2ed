import { describe, expect, it } from "vitest";
import { summarize } from "../../src/metrics/summary.ts";
import { glanceLines } from "../../src/report/glance.ts";
import { resultOf } from "../metrics/results.ts";
import { handmadeReport } from "./reports.ts";

/** Forty requests, TTFT 1 to 40 ms, ten tokens each. */
function report() {
  const rows = Array.from({ length: 40 }, (_, i) => {
    return { arrivalMs: i * 10, firstTokenMs: i * 11 + 1, lastTokenMs: i * 11 + 91, outputTokens: 10 };
  });
  const { result, requests } = resultOf(rows, {
    itl: { durationNs: Float64Array.of(10e6), weight: Float64Array.of(360) },
    outputTokensPerSecond: Float64Array.of(400),
    samples: {
      timeNs: Float64Array.of(0, 1, 2, 3),
      running: Float64Array.of(0, 10, 20, 5),
      waiting: Float64Array.of(0, 0, 0, 0),
      kvBlocks: Float64Array.of(0, 25, 50, 0),
    },
    replicas: [{ steps: 1, busyNs: 1, preemptions: 0, peakKvBlocks: 50 }],
  });
  return handmadeReport({ result, requests, summary: summarize({ result, requests }), kvBlocks: 101 });
}

describe("glanceLines", () => {
  const lines = glanceLines(report(), 100);

  it("shows each latency from its least to p99", () => {
    expect(lines[0]).toMatch(/^TTFT {7}1\.000 [▁-█ ]{60} 39\.6\d ms \(p99\)$/);
    expect(lines.slice(0, 4).map((line) => line.split(" ")[0])).toEqual(["TTFT", "TPOT", "ITL", "E2EL"]);
  });

  it("shows the run's course with what was the most", () => {
    expect(lines.find((line) => line.startsWith("running"))).toMatch(/ {2}▅█▃ +20 at most$/);
    expect(lines.find((line) => line.startsWith("KV cache"))).toMatch(/50\.0 % at most$/);
  });

  it("fits the terminal", () => {
    for (const width of [80, 100, 200]) {
      for (const line of glanceLines(report(), width)) expect(line.length).toBeLessThanOrEqual(width);
    }
  });

  it("is nothing in a narrow terminal, in none, and of a few requests", () => {
    expect(glanceLines(report(), 79)).toEqual([]);
    expect(glanceLines(report(), 0)).toEqual([]);
    expect(glanceLines(handmadeReport(), 120)).toEqual([]);
  });
});
