import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loweredNote, noneLowered, toSeries } from "../../../src/roofline/tables/series.ts";

const point = (x: number, us: number, line: number) => ({ x, us, line });

describe("toSeries", () => {
  it("sorts, and lowers a cold first row to the rows after it", () => {
    const lowered = noneLowered();
    // The first rows of a published decode table: 39.7 us, then 23.5 for four times the work.
    const points = [point(4096, 23.498, 3), point(1024, 39.718, 2), point(8192, 24.828, 4)];
    const series = toSeries(points, 0, "f.csv", "kv_len", lowered);
    expect([...series.x]).toEqual([1024, 4096, 8192]);
    expect([...series.us]).toEqual([23.498, 23.498, 24.828]);
    expect([...series.exact]).toEqual([0, 1, 1]);
    expect(loweredNote("mha/decode/x.csv", "kv_len", lowered, 3)).toBe(
      "mha/decode/x.csv: 1 of 3 rows are slower than a larger one and were lowered to it, so that time does not " +
        "fall as kv_len grows (most: line 2, by 41 %)",
    );
  });

  it("leaves falls within the slack alone", () => {
    const lowered = noneLowered();
    const series = toSeries([point(1, 10, 2), point(2, 9.2, 3)], 0.1, "f.csv", "m", lowered);
    expect([...series.us]).toEqual([10, 9.2]);
    expect(lowered.count).toBe(0);
  });

  it("refuses two rows for one point", () => {
    const rows = [point(8, 3, 2), point(8, 4, 5)];
    expect(() => toSeries(rows, 0, "f.csv", "k 1, n 2, m", noneLowered())).toThrow(
      "f.csv:5: is a second row for k 1, n 2, m 8 (the first is line 2). Keep one of them",
    );
  });

  it("never falls by more than the slack, never rises above a row, and keeps the fastest", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 30 }),
        fc.constantFrom(0, 0.1),
        (times, slack) => {
          const points = times.map((us, i) => point(i + 1, us, i + 2));
          const { us } = toSeries(points, slack, "f", "x", noneLowered());
          for (const [i, after] of us.entries()) {
            expect(after).toBeLessThanOrEqual(times[i]!);
            for (const before of us.subarray(0, i)) {
              expect(after).toBeGreaterThanOrEqual(before * (1 - slack) * (1 - 1e-12));
            }
          }
          expect(Math.min(...us)).toBe(Math.min(...times));
        },
      ),
    );
  });
});
