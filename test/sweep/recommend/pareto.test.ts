import fc from "fast-check";
import { expect, it } from "vitest";
import { paretoFront } from "../../../src/sweep/recommend/pareto.ts";

interface Entry {
  readonly cost: number;
  readonly speed: number;
}
const front = (entries: readonly Entry[]) =>
  paretoFront(
    entries,
    { of: ({ cost }) => cost, better: "less" },
    { of: ({ speed }) => speed, better: "more" },
  );

it("keeps what nothing beats in both, from the cheapest up", () => {
  const [cheap, fast, both, beaten] = [
    { cost: 1, speed: 10 },
    { cost: 5, speed: 50 },
    { cost: 3, speed: 30 },
    { cost: 4, speed: 20 },
  ];
  expect(front([fast!, beaten!, cheap!, both!])).toEqual([cheap, both, fast]);
  expect(front([{ cost: Number.NaN, speed: 99 }, cheap!])).toEqual([cheap]);
  expect(front([cheap!, { ...cheap! }])).toHaveLength(1);
});

it("is what comparing all with all gives", () => {
  const number = fc.integer({ min: 0, max: 20 });
  fc.assert(
    fc.property(fc.array(fc.record({ cost: number, speed: number }), { maxLength: 40 }), (entries) => {
      const beats = (a: Entry, b: Entry) =>
        a.cost <= b.cost && a.speed >= b.speed && (a.cost < b.cost || a.speed > b.speed);
      const expected = entries.filter((one) => !entries.some((other) => beats(other, one)));
      const distinct = new Set(expected.map(({ cost, speed }) => `${cost} ${speed}`));
      expect(new Set(front(entries).map(({ cost, speed }) => `${cost} ${speed}`))).toEqual(distinct);
    }),
  );
});
