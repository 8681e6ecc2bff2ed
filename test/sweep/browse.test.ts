import { beforeAll, describe, expect, it } from "vitest";
import { browse } from "../../src/sweep/browse.ts";
import { newStore, planOf, runHere, SMALL } from "./sweeps.ts";

const plan = planOf(SMALL.replace("[10, 20]", "[5, 10, 20, 40]"));
const store = newStore();
beforeAll(() => runHere(plan, store));
const rates = (query: Partial<Parameters<typeof browse>[2]>) =>
  browse(plan, store, { where: [], top: 99, ...query }).points.map(({ labels }) => labels["request-rate"]);

describe("browse", () => {
  it("keeps the points that match, in the order of the sweep", () => {
    expect(rates({ where: ["tp=2"] })).toEqual([5, 10, 20, 40]);
    expect(rates({ where: ["tp=2", "request-rate=20"] })).toEqual([20]);
    expect(rates({ where: ["status=missing"] })).toEqual([]);
    expect(browse(plan, store, { where: [], top: 3 })).toMatchObject({ matched: 8, points: { length: 3 } });
  });

  it("sorts by a label or a figure, either way", () => {
    expect(rates({ where: ["tp=1"], sort: "-request-rate", top: 3 })).toEqual([40, 20, 10]);
    const { points } = browse(plan, store, { where: [], sort: "p99_ttft_ms", top: 5 });
    const at = (index: number) => points[index]!.rows.map(({ record }) => record!.figures.p99_ttft_ms!);
    const means = points.map((_, i) => at(i).reduce((a, b) => a + b) / 2);
    expect(means).toEqual(means.toSorted((a, b) => a - b));
    expect(points).toHaveLength(5);
  });

  it("refuses columns that are not there", () => {
    expect(() => rates({ where: ["tpp=2"] })).toThrow('Did you mean "tp"?');
    expect(() => rates({ where: ["tp"] })).toThrow("must be COLUMN=VALUE");
    expect(() => rates({ sort: "p99_ttft" })).toThrow('Did you mean "p99_ttft_ms"?');
  });
});
