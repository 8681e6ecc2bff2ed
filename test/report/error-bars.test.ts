import { describe, expect, it } from "vitest";
import { type ErrorBars, errorBarsSentence, rangeText } from "../../src/report/error-bars.ts";
import { handmadeReport } from "./reports.ts";

// The run itself lies between its two bars.
const { summary: measured } = handmadeReport();
const summary = { ...measured, outputThroughput: 10_000, durationSeconds: 1.5 };
const bars: ErrorBars = {
  ...{ known: true, relative: 0.0832, lowerLimit: false },
  fast: { ...summary, outputThroughput: 12_000, durationSeconds: 1 },
  slow: { ...summary, outputThroughput: 9_500, durationSeconds: 2 },
};

describe("rangeText", () => {
  it("goes from the smaller to the larger, whichever run it comes from", () => {
    expect(rangeText(bars, summary, (one) => one.outputThroughput)).toBe("9,500 to 12,000");
    expect(rangeText(bars, summary, (one) => one.durationSeconds)).toBe("1.00 to 2.00");
  });

  it("takes the run itself in, where that lies beyond both", () => {
    const above = { ...summary, durationSeconds: 2.5 };
    expect(rangeText(bars, above, (one) => one.durationSeconds)).toBe("1.00 to 2.50");
  });

  it("says where the error makes no difference", () => {
    expect(rangeText(bars, summary, (one) => one.requests)).toBe("unaffected");
    const close: ErrorBars = {
      ...bars,
      fast: { ...summary, outputThroughput: 1001 },
      slow: { ...summary, outputThroughput: 1000 },
    };
    expect(rangeText(close, { ...summary, outputThroughput: 1000 }, (one) => one.outputThroughput)).toBe(
      "hardly affected",
    );
  });

  it("is nothing without bars or without a figure", () => {
    expect(rangeText({ known: false, reason: "x" }, summary, () => 1)).toBeUndefined();
    expect(rangeText(bars, summary, () => null)).toBeUndefined();
    expect(rangeText(bars, summary, () => Number.NaN)).toBeUndefined();
  });
});

describe("errorBarsSentence", () => {
  it("says where the ranges come from, or why there are none", () => {
    expect(errorBarsSentence(bars)).toContain("8.3 % faster and slower");
    expect(errorBarsSentence({ ...bars, lowerLimit: true })).toContain("the true error is larger");
    expect(errorBarsSentence({ known: false, reason: "no error is known" })).toBe(
      "No error bars: no error is known.",
    );
  });
});
