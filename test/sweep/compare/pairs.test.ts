import { beforeAll, describe, expect, it } from "vitest";
import { pairsBetween, pairsWithin } from "../../../src/sweep/compare/pairs.ts";
import { newStore, planOf, runHere, SMALL } from "../sweeps.ts";

const text = SMALL.replace("latencyModels: calibrated", "latencyModels: [calibrated, mfu]");
const plan = planOf(text);
const store = newStore();
beforeAll(() => runHere(plan, store));

describe("pairsWithin", () => {
  it("sets every point against that with the first value of the axis, all else equal", () => {
    const pairs = pairsWithin(plan, store, "latency-model");
    expect(pairs.map(({ labels }) => labels)).toEqual([
      ...[
        { tp: 1, "request-rate": 10 },
        { tp: 1, "request-rate": 20 },
      ],
      ...[
        { tp: 2, "request-rate": 10 },
        { tp: 2, "request-rate": 20 },
      ],
    ]);
    for (const { base, other } of pairs) {
      expect([base.name, other.name]).toEqual(["calibrated", "mfu"]);
      expect([...other.runs.keys()]).toEqual(["0", "1"]);
      const inputs = ({ runs }: typeof base) =>
        [...runs.values()].map(({ figures }) => figures.total_input_tokens);
      expect(inputs(base)).toEqual(inputs(other));
    }
    expect(pairsWithin(plan, store, "tp")).toHaveLength(4);
  });

  it("refuses an axis that does not vary", () => {
    expect(() => pairsWithin(plan, store, "gpu")).toThrow("is no axis with several values in this sweep");
  });
});

describe("pairsBetween", () => {
  it("sets points of equal labels against each other and counts the others", () => {
    const grown = planOf(text.replace("[10, 20]", "[20, 40]"));
    const { pairs, unmatched } = pairsBetween([
      { name: "first", plan, store },
      { name: "second", plan: { ...grown, scenarios: grown.scenarios }, store },
    ]);
    // Of the second sweep only the rate of 20 was ever run.
    expect(pairs).toHaveLength(4);
    expect(unmatched).toBe(0);
    for (const { base, other } of pairs) expect([...other.runs.values()]).toEqual([...base.runs.values()]);
  });
});
