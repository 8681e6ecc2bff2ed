import fc from "fast-check";
import { expect, test } from "vitest";
import { round3 } from "../../../src/roofline/infersim/round.ts";

test.each([
  [0.0625, 0.062], // ties of the binary value go to even
  [0.1875, 0.188],
  [0.3125, 0.312],
  [0.4375, 0.438],
  [2.0625, 2.062],
  [0.0005, 0.001], // no tie: the binary value is a little above 5e-4
  [0.0015, 0.002], // a little above
  [0.0025, 0.003], // above: 0.0025000000000000000520...
  [0.0045, 0.004], // below: 0.00449999999999999966...
  [0.35, 0.35],
  [0.0004999, 0],
  [0, 0],
])("%d becomes %d", (x, rounded) => {
  expect(round3(x)).toBe(rounded);
});

/** The same by exact integer arithmetic on the binary value. */
function exactRound3(x: number): number {
  const shift = 1100n; // every double times 2^1100 is an integer
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = exponent === 0 ? fraction : fraction | (1n << 52n);
  const scaled = mantissa << (BigInt(Math.max(exponent, 1)) - 1075n + shift);
  const thousandths = scaled * 1000n;
  const one = 1n << shift;
  let whole = thousandths / one;
  const rest = 2n * (thousandths % one);
  if (rest > one || (rest === one && whole % 2n === 1n)) whole += 1n;
  return Number(whole) / 1000;
}

test("agrees with exact arithmetic, ties included", () => {
  const sixteenths = fc.integer({ min: 0, max: 1_000_000 }).map((n) => n / 16);
  const thousandths = fc.integer({ min: 0, max: 2_000_000 }).map((n) => n / 2000);
  const any = fc.double({ min: 0, max: 1000, noNaN: true });
  fc.assert(
    fc.property(fc.oneof(sixteenths, thousandths, any), (x) => {
      expect(round3(x)).toBe(exactRound3(x));
    }),
    { numRuns: 3000 },
  );
});
