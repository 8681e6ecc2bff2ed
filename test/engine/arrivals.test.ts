import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Arrivals } from "../../src/engine/arrivals.ts";
import { tableOf } from "./scenarios.ts";

function order(timesNs: readonly number[], parent?: Int32Array): number[] {
  const table = tableOf(
    timesNs.map(() => [0, 1, 1] as const),
    parent ? { followUps: { parent, delayNs: new Float64Array(parent.length) } } : {},
  );
  const arrivals = new Arrivals(table, Float64Array.from(timesNs));
  const rows: number[] = [];
  while (arrivals.nextNs < Number.POSITIVE_INFINITY) rows.push(arrivals.take());
  return rows;
}

describe("Arrivals", () => {
  it("sorts by time and keeps row order among equals", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }), (times) => {
        const expected = times.map((_, row) => row).sort((a, b) => times[a]! - times[b]! || a - b);
        expect(order(times)).toEqual(expected);
      }),
    );
  });

  it("leaves out rows that follow another", () =>
    expect(order([5, 0, 1], Int32Array.of(-1, 0, -1))).toEqual([2, 0]));
});
