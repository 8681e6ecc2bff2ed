import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteWriter } from "../../src/report/byte-writer.ts";

function written(write: (out: ByteWriter) => void, capacity?: number): string {
  const out = new ByteWriter(capacity);
  write(out);
  return Buffer.from(out.bytes()).toString("latin1");
}

describe("ByteWriter", () => {
  it("writes nanoseconds as milliseconds, exactly", () => {
    const ms = (ns: number): string => written((out) => out.nsAsMs(ns));
    expect(ms(0)).toBe("0.000000");
    expect(ms(1)).toBe("0.000001");
    expect(ms(999_999)).toBe("0.999999");
    expect(ms(1_000_000)).toBe("1.000000");
    expect(ms(123_456_789_012)).toBe("123456.789012");
    expect(ms(-1_500_000)).toBe("-1.500000");
    expect(ms(Number.NaN)).toBe("");
  });

  it("agrees with exact integer arithmetic for every whole number up to 2^53", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(written((out) => out.integer(value))).toBe(String(value));
        const size = BigInt(Math.abs(value));
        const decimals = `${size / 1_000_000n}.${String(size % 1_000_000n).padStart(6, "0")}`;
        expect(written((out) => out.nsAsMs(value))).toBe(value < 0 ? `-${decimals}` : decimals);
      }),
    );
  });

  it("grows when it must", () => {
    const text = written((out) => {
      for (let i = 0; i < 100; i++) {
        out.text("row");
        out.comma();
        out.integer(i);
        out.newline();
      }
    }, 1);
    expect(text).toBe(Array.from({ length: 100 }, (_, i) => `row,${i}\n`).join(""));
  });
});
