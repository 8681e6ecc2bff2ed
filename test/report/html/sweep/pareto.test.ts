import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frontier } from "../../../../src/report/html/sweep/pareto.ts";

const spot = (perUser: number, perGpu: number) => ({ perUser, perGpu });

describe("frontier", () => {
  it("drops what another one beats, and of equals keeps one", () => {
    const spots = [spot(1, 10), spot(2, 8), spot(2, 5), spot(3, 8), spot(3, 8), spot(4, 1)];
    expect(frontier(spots)).toEqual([spot(4, 1), spot(3, 8), spot(1, 10)]);
  });

  it("is never beaten, and beats everything else", () => {
    const spots = fc.array(
      fc.record({ perUser: fc.integer({ max: 20, min: 0 }), perGpu: fc.integer({ max: 20, min: 0 }) }),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(spots, (all) => {
        const front = frontier(all);
        const beats = (a: (typeof all)[0], b: (typeof all)[0]) =>
          a.perUser >= b.perUser && a.perGpu >= b.perGpu && (a.perUser > b.perUser || a.perGpu > b.perGpu);
        for (const one of front) expect(all.some((other) => beats(other, one))).toBe(false);
        for (const one of all)
          expect(front.some((other) => other.perUser >= one.perUser && other.perGpu >= one.perGpu)).toBe(
            true,
          );
      }),
    );
  });
});
