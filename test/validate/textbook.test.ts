import { expect, test } from "vitest";
import type { Chip } from "../../src/roofline/kernels/constants.ts";
import { bucketOf } from "../../src/validate/buckets.ts";
import { textbookAllReduceUs, textbookUs } from "../../src/validate/textbook.ts";

/** 1 TFLOP/s, 2 in FP8, 1 GB/s of memory, 1 GB/s of links. */
const CHIP: Chip = {
  bf16FlopsPerS: 1e12,
  fp8FlopsPerS: 2e12,
  memoryBytesPerS: 1e9,
  sms: 1,
  l2Bytes: 1,
  nvlinkBytesPerS: 1e9,
};

test("the longer of compute at 0.65 or 0.12 of the peak and memory at 0.72", () => {
  expect(textbookUs("prefill", 65e6, 1, CHIP)).toBeCloseTo(100, 9);
  expect(textbookUs("decode", 12e6, 1, CHIP)).toBeCloseTo(100, 9);
  expect(textbookUs("decode", 24e6, 1, CHIP, "fp8")).toBeCloseTo(100, 9);
  expect(textbookUs("decode", 12e6, 720e3, CHIP)).toBeCloseTo(1000, 9);
});

test("a ring sends 2 (n - 1) / n of the message", () => {
  expect(textbookAllReduceUs(2, 72e3, CHIP)).toBeCloseTo(100, 9);
  expect(textbookAllReduceUs(8, 72e3, CHIP)).toBeCloseTo(175, 9);
});

test("buckets end where they say", () => {
  const ends = [1, 8, 64];
  expect([1, 2, 8, 9, 64, 65].map((n) => bucketOf(n, ends))).toEqual([
    ...["1", "2-8", "2-8", "9-64", "9-64", "above 64"],
  ]);
});
