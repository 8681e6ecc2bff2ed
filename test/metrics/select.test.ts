import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { selectRanks } from "../../src/metrics/select.ts";

function expand(values: readonly number[], weights: readonly number[]): Float64Array {
  return Float64Array.from(values.flatMap((value, i) => new Array<number>(weights[i]!).fill(value))).sort();
}

const everyRank = (count: number): Float64Array => Float64Array.from({ length: count }, (_, rank) => rank);

describe("selectRanks", () => {
  it("is indexing into the sorted expansion, by hand", () => {
    // Expanded: 10 10 10 20 30 30
    const found = selectRanks(
      Float64Array.of(30, 10, 20),
      Float64Array.of(2, 3, 1),
      Float64Array.of(0, 2, 3, 4, 5),
    );
    expect([...found]).toEqual([10, 10, 20, 30, 30]);
  });

  it("finds every rank of a small multiset, zero weights included", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.nat(4)), { maxLength: 40 }),
        (pairs) => {
          const values = pairs.map(([value]) => value);
          const weights = pairs.map(([, weight]) => weight);
          const sorted = expand(values, weights);
          const found = selectRanks(
            Float64Array.from(values),
            Float64Array.from(weights),
            everyRank(sorted.length),
          );
          expect([...found]).toEqual([...sorted]);
        },
      ),
    );
  });

  // Above the size where it stops sorting, so that buckets and recursion are used.
  const shapes: Record<string, (u: number, i: number) => number> = {
    uniform: (u) => Math.floor(u * 1e9),
    "two clusters and one outlier": (u, i) => (i === 7 ? 1e15 : i % 2 === 0 ? 5e6 + u * 100 : 9e6 + u * 100),
    "few distinct values": (u) => Math.floor(u * 5) * 1e6,
    "all equal": () => 42,
    "many orders of magnitude": (u) => 10 ** (u * 300 - 150),
    "negative and positive": (u) => (u - 0.5) * 1e6,
    "adjacent doubles": (u) => 1 + Math.floor(u * 4) * Number.EPSILON,
  };
  for (const [name, shape] of Object.entries(shapes)) {
    it(`agrees with sorting on 9,000 values: ${name}`, () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 2 ** 31 - 2 }), (seed) => {
          const next = uniformFrom(seed);
          const values = Float64Array.from({ length: 9_000 }, (_, i) => shape(next(), i));
          const ranks = Float64Array.from([0, 1, 89, 4_499, 4_500, 8_909, 8_998, 8_999]);
          const sorted = values.slice().sort();
          expect([...selectRanks(values, new Float64Array(9_000).fill(1), ranks)]).toEqual(
            [...ranks].map((rank) => sorted[rank]),
          );

          const weights = Float64Array.from({ length: 9_000 }, () => Math.floor(next() * 4));
          const expanded = expand([...values], [...weights]);
          const some = Float64Array.from(
            [0, 0.1, 0.5, 0.9, 0.99, 1].map((q) => Math.floor(q * (expanded.length - 1))),
          );
          expect([...selectRanks(values, weights, some)]).toEqual([...some].map((rank) => expanded[rank]));
        }),
        { numRuns: 5 },
      );
    });
  }

  it("leaves its arguments as they were", () => {
    const values = Float64Array.of(3, 1, 2);
    selectRanks(values, Float64Array.of(1, 1, 1), Float64Array.of(0));
    expect([...values]).toEqual([3, 1, 2]);
  });
});

/** Park and Miller's generator, for repeatable test data. */
function uniformFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
