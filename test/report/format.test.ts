import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatCount,
  formatCounted,
  formatFigure,
  formatGrouped,
  formatRough,
  formatSeconds,
  formatShare,
  formatSignedPercent,
  formatWithin,
} from "../../src/report/format.ts";

describe("format", () => {
  it("groups thousands", () => {
    expect([0, 7, 999, 1_000, 19_366, 1_234_567].map(formatCount)).toEqual([
      ...["0", "7", "999", "1,000", "19,366", "1,234,567"],
    ]);
  });

  it("keeps three significant digits and no more decimals than asked", () => {
    expect(formatFigure(0.12345)).toBe("0.123");
    expect(formatFigure(12.345)).toBe("12.35");
    expect(formatFigure(123.45)).toBe("123.5");
    expect(formatFigure(12_345.6)).toBe("12346");
    expect(formatFigure(3.456, 2)).toBe("3.46");
  });

  it("groups thousands of figures as of counts", () => {
    expect([12.345, 999.9, 999.96, 4175, 273_731.4].map(formatGrouped)).toEqual([
      ...["12.35", "999.9", "1,000", "4,175", "273,731"],
    ]);
  });

  it("shows three digits of what is known no better", () => {
    expect([0.12345, 8.483, 9.996, 31.38, 99.96, 4175.4].map(formatRough)).toEqual([
      ...["0.123", "8.48", "10.0", "31.4", "100", "4,175"],
    ]);
  });

  it("shows a figure no finer than its interval", () => {
    expect(formatWithin(30.54, 0.883)).toEqual(["30.54", "0.88"]);
    expect(formatWithin(89.6, 14.25)).toEqual(["90", "14"]);
    expect(formatWithin(1694.2, 77.65)).toEqual(["1,694", "78"]);
    expect(formatWithin(12, 0)).toEqual(["12.00", "0.000"]);
  });

  it("counts things", () => {
    expect(formatCounted(1, "request")).toBe("1 request");
    expect(formatCounted(2000, "request")).toBe("2,000 requests");
  });

  it("shows percent with their sign, and zero without", () => {
    expect(formatSignedPercent(12.34)).toBe("+12.3");
    expect(formatSignedPercent(-0.44)).toBe("-0.4");
    expect(formatSignedPercent(-0.04)).toBe("0.0");
    expect(formatShare(0.1234)).toBe("12.3 %");
  });

  it("shows bytes in GiB and MiB", () => {
    expect(formatBytes(13.5 * 2 ** 30)).toBe("13.50 GiB");
    expect(formatBytes(220 * 2 ** 20)).toBe("220.00 MiB");
  });

  it("shows times in the unit a reader would take", () => {
    expect(formatSeconds(0.0042)).toBe("4.2 ms");
    expect(formatSeconds(0.25)).toBe("250 ms");
    expect(formatSeconds(3.5)).toBe("3.50 s");
    expect(formatSeconds(125)).toBe("2 min 05 s");
    expect(formatSeconds(4_320)).toBe("1 h 12 min");
    expect(formatSeconds(59.999)).toBe("1 min 00 s");
  });

  it("shows a dash where there is no figure", () => {
    for (const format of [
      formatCount,
      formatFigure,
      formatShare,
      formatSignedPercent,
      formatBytes,
      formatSeconds,
    ]) {
      expect(format(Number.NaN)).toBe("-");
    }
  });
});
