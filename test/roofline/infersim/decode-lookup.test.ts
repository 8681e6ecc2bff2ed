import fc from "fast-check";
import { expect, test } from "vitest";
import { floorDecodeRow, NearestDecodeRow } from "../../../src/roofline/infersim/decode-lookup.ts";
import { mfuRow } from "../../../src/roofline/infersim/mfu.ts";

const mfu = mfuRow(0.5, true, "t.csv:2", "refuse");
const decode = (batch: number, kvLen: number) => ({ batch, kvLen, ...mfu });

test("nearest: batch and length differences added, the first of equals", () => {
  const rows = [decode(1, 1024), decode(1, 4096), decode(16, 1024), decode(16, 4096)];
  const nearest = new NearestDecodeRow(rows);
  expect(nearest.find(100, 1000)).toBe(rows[2]);
  expect(nearest.find(1, 2560)).toBe(rows[0]); // 1536 either way
  expect(nearest.find(1, 2561)).toBe(rows[1]);
  expect(new NearestDecodeRow([]).find(1, 1)).toBeUndefined();
});

test("nearest: any walk of queries finds what looking at every row finds", () => {
  const point = fc.record({ batch: fc.integer({ min: 1, max: 9 }), kvLen: fc.integer({ min: 1, max: 9 }) });
  fc.assert(
    fc.property(fc.array(point, { minLength: 1 }), fc.array(point), (points, walk) => {
      const rows = points.map(({ batch, kvLen }) => decode(batch, kvLen));
      const nearest = new NearestDecodeRow(rows);
      for (const query of walk) {
        const apart = rows.map(
          (row) => Math.abs(row.batch - query.batch) + Math.abs(row.kvLen - query.kvLen),
        );
        expect(nearest.find(query.batch, query.kvLen)).toBe(rows[apart.indexOf(Math.min(...apart))]);
      }
    }),
    { numRuns: 1000 },
  );
});

test("floor: both at or below, the pair must be there", () => {
  const rows = [decode(1, 1024), decode(1, 4096), decode(16, 1024)];
  expect(floorDecodeRow(rows, 20, 2000)).toBe(rows[2]);
  expect(floorDecodeRow(rows, 2, 5000)).toBe(rows[1]);
  expect(floorDecodeRow(rows, 20, 5000)).toBeUndefined(); // 16 x 4096 is not there
  expect(floorDecodeRow(rows, 1, 100)).toBeUndefined();
  expect(floorDecodeRow([], 1, 1)).toBeUndefined();
});
