import { describe, expect, it } from "vitest";
import { timeseriesCsv } from "../../src/report/timeseries-csv.ts";
import { resultOf } from "../metrics/results.ts";

describe("timeseriesCsv", () => {
  it("has a row a sample, blocks as a share of the usable ones, tokens of the second it lies in", () => {
    const { result } = resultOf([], {
      samples: {
        timeNs: Float64Array.of(0, 999_999_999, 1_500_000_000),
        running: Float64Array.of(0, 3, 4),
        waiting: Float64Array.of(0, 0, 2),
        kvBlocks: Float64Array.of(0, 25, 50),
      },
      outputTokensPerSecond: Float64Array.of(120, 80),
    });
    expect(Buffer.from(timeseriesCsv({ result, kvBlocks: 101 })).toString()).toBe(
      [
        "time_ms,running,waiting,kv_blocks,kv_percent,output_tokens_per_s",
        "0.000000,0,0,0,0.000,120",
        "999.999999,3,0,25,25.000,120",
        "1500.000000,4,2,50,50.000,80",
        "",
      ].join("\n"),
    );
  });
});
