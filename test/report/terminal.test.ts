import { describe, expect, it } from "vitest";
import { summarize } from "../../src/metrics/summary.ts";
import { PLAIN } from "../../src/report/colour.ts";
import { resultBlock } from "../../src/report/result-block.ts";
import { terminalReport } from "../../src/report/terminal.ts";
import { handmadeReport } from "./reports.ts";

describe("resultBlock", () => {
  const report = handmadeReport();

  it("is laid out as vllm bench serve prints it", () => {
    const summary = summarize({ ...report, slo: { ttftMs: 60 }, percentiles: [99, 99.9] });
    expect(resultBlock(summary, { requestRate: 20, maxConcurrency: 8 })).toEqual([
      "============ Serving Benchmark Result ============",
      "Successful requests:                     3         ",
      "Failed requests:                         1         ",
      "Maximum request concurrency:             8         ",
      "Request rate configured (RPS):           20.00     ",
      "Benchmark duration (s):                  2.00      ",
      "Total input tokens:                      60        ",
      "Total generated tokens:                  10        ",
      "Request throughput (req/s):              1.50      ",
      "Request goodput (req/s):                 1.00      ",
      "Output token throughput (tok/s):         5.00      ",
      "Peak output token throughput (tok/s):    6.00      ",
      "Peak concurrent requests:                3.00      ",
      "Total token throughput (tok/s):          35.00     ",
      "---------------Time to First Token----------------",
      "Mean TTFT (ms):                          50.00     ",
      "Median TTFT (ms):                        50.00     ",
      "P99 TTFT (ms):                           79.40     ",
      "P99.9 TTFT (ms):                         79.94     ",
      "-----Time per Output Token (excl. 1st token)------",
      "Mean TPOT (ms):                          265.00    ",
      "Median TPOT (ms):                        265.00    ",
      "P99 TPOT (ms):                           426.70    ",
      "P99.9 TPOT (ms):                         429.67    ",
      "---------------Inter-token Latency----------------",
      "Mean ITL (ms):                           288.57    ",
      "Median ITL (ms):                         430.00    ",
      "P99 ITL (ms):                            430.00    ",
      "P99.9 ITL (ms):                          430.00    ",
      "----------------End-to-end Latency----------------",
      "Mean E2EL (ms):                          723.33    ",
      "Median E2EL (ms):                        350.00    ",
      "P99 E2EL (ms):                           1771.00   ",
      "P99.9 E2EL (ms):                         1797.10   ",
      "==================================================",
    ]);
  });

  it("leaves out rate, concurrency and goodput where there are none", () => {
    const text = resultBlock(report.summary, { requestRate: Infinity }).join("\n");
    expect(text).not.toMatch(/RPS|concurrency|goodput/);
  });
});

describe("terminalReport", () => {
  it("adds steps, preemptions, KV blocks and where the time went", () => {
    const lines = terminalReport(handmadeReport(), PLAIN)
      .split("\n")
      .map((line) => line.trimEnd());
    expect(lines).toEqual(
      expect.arrayContaining([
        "Engine steps:                            12",
        "Preemptions:                             2",
        "KV blocks, most used of all:             7 of 27000",
        "Step time in GEMM (%):                   50.00",
        "Step time in LM head (%):                5.00",
        "Step time priced as interpolated (%):    25.00",
        "Step time priced as modelled (%):        75.00",
      ]),
    );
    expect(lines.join("\n")).not.toMatch(/all-reduce|measured/);
  });

  it("warns of an overload, of rejected requests and of rows left out", () => {
    const text = terminalReport(
      handmadeReport({
        saturation: {
          verdict: "overloaded",
          queueGrowthPerSecond: 3.214,
          waitingAtLastArrival: 99.7,
          peakWaiting: 120,
        },
        dropped: [{ reason: "0 output tokens", count: 1_234 }],
      }),
      PLAIN,
    );
    expect(text).toContain("OVERLOADED: the queue grows by 3.21 req/s, 100 waiting at the last arrival.");
    expect(text).toContain("Rejected: 1 (prompts reach max_model_len 4096)\n");
    expect(text).toContain("Left out of the workload: 1,234 (0 output tokens)\n");
  });

  it("paints rules and warnings only", () => {
    const painted = terminalReport(handmadeReport(), (style, text) => `<${style}>${text}`);
    expect(painted).toContain("<bold>============ Serving Benchmark Result");
    expect(painted).toContain("\nSuccessful requests:");
    expect(painted).toContain("<yellow>Rejected:");
  });
});
