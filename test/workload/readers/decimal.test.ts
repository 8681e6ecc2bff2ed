import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decimal, parseDigits } from "../../../src/workload/readers/decimal.ts";

function parse(text: string): [number, number] | undefined {
  const decimal = new Decimal();
  const bytes = Buffer.from(`x${text}y`);
  return decimal.parse(bytes, 1, bytes.length - 1) ? [decimal.whole, decimal.billionths] : undefined;
}

describe("decimals", () => {
  it.each([
    ["0", 0, 0],
    ["19440110.0", 19440110, 0],
    ["1.5", 1, 500_000_000],
    [".25", 0, 250_000_000],
    ["7.", 7, 0],
    ["+3.000000001", 3, 1],
    ["5.8926549999999995", 5, 892_655_000],
    ["0.9999999999", 0, 1_000_000_000],
    ["-0.5", -1, 500_000_000],
    ["-2", -2, 0],
    ["1e3", 1000, 0],
    ["2.5E-1", 0, 250_000_000],
    ["12345678901234567890", 12345678901234567000, 0],
  ])("%s", (text, whole, billionths) => {
    expect(parse(text)).toEqual([whole, billionths]);
  });

  it.each(["", ".", "-", "NaN", "inf", "Infinity", "1,5", "0x10", "1 2", "1e999", "--1", "1.2.3", "e5"])(
    "not %j",
    (text) => {
      expect(parse(text)).toBeUndefined();
    },
  );

  it("whole and billionths together are the number", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.integer({ min: 0, max: 999_999_999 }),
        (whole, billionths) => {
          const text = `${whole}.${String(billionths).padStart(9, "0")}`;
          const [w, b] = parse(text)!;
          return b >= 0 && b <= 1e9 && Math.abs(w + b / 1e9 - Number(text)) < 1e-6;
        },
      ),
    );
  });
});

it("digits are digits only", () => {
  const digits = (text: string) => parseDigits(Buffer.from(text), 0, text.length);
  expect(digits("0123")).toBe(123);
  for (const text of ["", "-1", "1.0", "1e3", " 1", "1234567890123456"]) expect(digits(text)).toBe(-1);
});
