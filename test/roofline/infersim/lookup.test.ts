import { expect, test } from "vitest";
import {
  floorGroupedRow,
  gemmRow,
  groupedRows,
  nearestGroupedRow,
  prefillRow,
} from "../../../src/roofline/infersim/lookup.ts";
import { mfuRow } from "../../../src/roofline/infersim/mfu.ts";

const mfu = mfuRow(0.5, true, "t.csv:2", "refuse");
const gemm = (m: number, k: number, n: number) => ({ m, k, n, ...mfu });

test("gemm: the nearest larger site, the first of equals, then the last row at or below m", () => {
  const rows = [gemm(8, 200, 100), gemm(8, 100, 200), gemm(16, 200, 100), gemm(4, 200, 100), gemm(8, 90, 90)];
  expect(gemmRow(rows, 20, 100, 100)).toBe(rows[3]); // equally far: the first site; its last row in file order
  expect(gemmRow(rows, 4, 100, 100)).toBe(rows[3]);
  expect(gemmRow(rows, 3, 100, 100)).toBeUndefined();
  expect(gemmRow(rows, 9, 100, 101)).toBe(rows[1]);
  expect(gemmRow(rows, 9, 201, 1)).toBeUndefined();
});

test("gemm: a site 1e9 or more away is none", () => {
  const far = [gemm(1, 31_622 + 2, 1)];
  expect(gemmRow(far, 1, 1, 1)).toBeUndefined(); // 31623^2 > 1e9
  expect(gemmRow(far, 1, 2, 1)).toBe(far[0]); // 31622^2 < 1e9
});

test("prefill: at or below, stopping at the first that is longer", () => {
  const rows = [1024, 4096, 2048].map((seqLen) => ({ seqLen, ...mfu }));
  expect(prefillRow(rows, 512)).toBeUndefined();
  expect(prefillRow(rows, 1024)).toBe(rows[0]);
  expect(prefillRow(rows, 3000)).toBe(rows[0]); // 2048 stands behind 4096
  expect(prefillRow(rows, 5000)).toBe(rows[2]);
});

test("grouped: only the exact site; local experts count with the nearest lookup alone", () => {
  const site = { experts: 256, gpus: 8, localExperts: 32, topK: 8, hidden: 7168, intermediate: 2048 };
  const rows = [
    { ...site, tokens: 32, ...mfu },
    { ...site, localExperts: 64, tokens: 64, ...mfu },
    { ...site, topK: 6, tokens: 64, ...mfu },
  ];
  expect(groupedRows(rows, site, "nearest")).toEqual([rows[0]]);
  expect(groupedRows(rows, site, "floor")).toEqual([rows[0], rows[1]]);
});

test("grouped: nearest in decode, at or below otherwise", () => {
  const site = { experts: 8, gpus: 1, localExperts: 8, topK: 2, hidden: 64, intermediate: 64 };
  const rows = [32, 64, 128].map((tokens) => ({ ...site, tokens, ...mfu }));
  expect(nearestGroupedRow(rows, 48)).toBe(rows[0]);
  expect(nearestGroupedRow(rows, 1000)).toBe(rows[2]);
  expect(floorGroupedRow(rows, 127)).toBe(rows[1]);
  expect(floorGroupedRow(rows, 31)).toBeUndefined();
  expect(nearestGroupedRow([], 1)).toBeUndefined();
});
