import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { highestLoad, leastCount } from "../../../src/sweep/capacity/search.ts";

const edge = (start: number, holds: (load: number) => boolean) =>
  highestLoad(start, async (load) => holds(load), 0.01);

describe("highestLoad", () => {
  it("finds an edge from either side, to one percent", async () => {
    for (const start of [0.5, 10, 37, 1000]) {
      const { low, high } = await edge(start, (load) => load < 37);
      expect(low).toBeLessThan(37);
      expect(high).toBeGreaterThanOrEqual(37);
      expect(high / low).toBeLessThanOrEqual(1.01);
    }
  });

  it("says when nothing holds, and when everything does", async () => {
    expect((await edge(10, () => false)).low).toBe(0);
    expect((await edge(10, () => true)).high).toBe(Number.POSITIVE_INFINITY);
  });

  it("asks about as often as logarithms say", async () => {
    let asked = 0;
    await edge(1, (load) => {
      asked += 1;
      return load < 100;
    });
    // 7 doublings and log2(log 2 / log 1.01) halvings of the interval.
    expect(asked).toBeLessThanOrEqual(1 + 7 + 7);
  });

  it("is never lower for a weaker condition, however ragged both are", async () => {
    // Conditions on a figure that goes up and down with the load, as percentiles of finite runs do.
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        fc.double({ min: 0.5, max: 200, noNaN: true }),
        fc.double({ min: 1, max: 3, noNaN: true }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        fc.integer(),
        async (start, limit, looser, ripple, seed) => {
          const figure = (load: number) => load * (1 + ripple * Math.sin(load * 7 + seed));
          const tight = await edge(start, (load) => figure(load) < limit);
          const loose = await edge(start, (load) => figure(load) < limit * looser);
          expect(loose.low).toBeGreaterThanOrEqual(tight.low);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("leastCount", () => {
  it("finds the least that will do, for every need", async () => {
    for (let need = 1; need <= 70; need++) {
      expect(await leastCount(64, async (count) => count >= need)).toBe(need <= 64 ? need : undefined);
    }
  });
});
