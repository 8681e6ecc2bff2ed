import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BoundedParameters } from "../../../src/roofline/fit/bounded.ts";
import { errorFigures, errorsBySubset } from "../../../src/roofline/fit/error-figures.ts";
import { fitOp, type OpFit } from "../../../src/roofline/fit/fit-op.ts";
import { foldsOf } from "../../../src/roofline/fit/folds.ts";
import { nelderMead } from "../../../src/roofline/fit/nelder-mead.ts";
import type { ParameterTable } from "../../../src/roofline/kernels/parameters/parameter.ts";

const TABLE = {
  floorUs: { unit: "us", low: 0.1, high: 10, start: 1, meaning: "launch" },
  bytesPerUs: { unit: "bytes/us", low: 10, high: 1000, start: 300, meaning: "rate" },
} as const satisfies ParameterTable;

describe("nelderMead", () => {
  it("finds the minimum of Rosenbrock's valley, (1, 1)", () => {
    const valley = (x: Float64Array) => (1 - x[0]!) ** 2 + 100 * (x[1]! - x[0]! ** 2) ** 2;
    const { x, value } = nelderMead(valley, [-1.2, 1], { step: 0.5, evaluations: 2000, tolerance: 1e-14 });
    expect(x[0]).toBeCloseTo(1, 4);
    expect(x[1]).toBeCloseTo(1, 4);
    expect(value).toBeLessThan(1e-8);
  });

  it("finds the centre of a bowl in 12 dimensions", () => {
    const bowl = (x: Float64Array) => x.reduce((sum, v, i) => sum + (i + 1) * (v - i / 4) ** 2, 0);
    const { x } = nelderMead(bowl, new Float64Array(12), { step: 1, evaluations: 20_000, tolerance: 1e-12 });
    for (const [i, v] of x.entries()) expect(v).toBeCloseTo(i / 4, 3);
  });

  it("stays within its evaluations, give or take one step, and walks around NaN", () => {
    let calls = 0;
    const { evaluations } = nelderMead(
      (x) => {
        calls += 1;
        return x[0]! < 0 ? Number.NaN : (x[0]! - 3) ** 2;
      },
      [1],
      { step: 1, evaluations: 50, tolerance: 0 },
    );
    expect(evaluations).toBe(calls);
    expect(calls).toBeLessThan(55);
  });
});

describe("BoundedParameters", () => {
  const bounded = new BoundedParameters(TABLE);

  it("starts at the start", () => {
    expect(bounded.values([0, 0]).floorUs).toBeCloseTo(1, 12);
    expect(bounded.values([0, 0]).bytesPerUs).toBeCloseTo(300, 9);
  });

  it("never leaves the bounds", () => {
    const coordinate = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, (a, b) => {
        const values = bounded.values([a, b]);
        for (const name of bounded.names) {
          expect(values[name]).toBeGreaterThanOrEqual(TABLE[name].low);
          expect(values[name]).toBeLessThanOrEqual(TABLE[name].high);
        }
      }),
    );
  });

  it("refuses a start on a bound", () => {
    const table = { share: { unit: "1", low: 0, high: 1, start: 1, meaning: "" } };
    expect(() => new BoundedParameters(table)).toThrow("share must start between its bounds");
  });
});

describe("foldsOf", () => {
  it("keeps groups whole, deals them evenly, and depends on the seed alone", () => {
    const rows = Array.from({ length: 100 }, (_, i) => ({ site: String(i % 17), i }));
    const folds = foldsOf(rows, (row) => row.site, 5, "a");
    for (const [i, row] of rows.entries()) expect(folds[i]).toBe(folds[Number(row.site)]);
    const groups = [0, 1, 2, 3, 4].map((fold) => folds.slice(0, 17).filter((f) => f === fold).length);
    expect(groups.sort()).toEqual([3, 3, 3, 4, 4]);
    expect(foldsOf(rows, (row) => row.site, 5, "a")).toEqual(folds);
    expect(foldsOf(rows, (row) => row.site, 5, "b")).not.toEqual(folds);
  });
});

describe("errorFigures", () => {
  const row = (predictedUs: number, measuredUs: number, ...subsets: string[]) => ({
    predictedUs,
    measuredUs,
    subsets,
  });

  it("are percentages by hand", () => {
    // +10 %, -20 %, 0, +50 %: sizes 0, 10, 20, 50.
    expect(errorFigures([row(11, 10), row(80, 100), row(5, 5), row(3, 2)])).toEqual({
      rows: 4,
      mapePct: 20,
      medianPct: 15,
      p90Pct: 41,
      biasPct: 10,
      timeWeightedPct: 18.8,
    });
  });

  it("are given for each subset", () => {
    const errors = errorsBySubset([row(11, 10, "small"), row(130, 100)]);
    expect(errors.all?.mapePct).toBe(20);
    expect(errors.small?.mapePct).toBe(10);
  });
});

describe("fitOp", () => {
  const rows = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].map((bytes) => ({
    bytes,
    latencyUs: 4 + bytes / 150,
  }));
  const op: OpFit<(typeof rows)[number], typeof TABLE> = {
    name: "decode",
    table: TABLE,
    rows,
    groupOf: ({ bytes }) => String(bytes),
    model:
      ({ floorUs, bytesPerUs }) =>
      ({ bytes }) =>
        floorUs + bytes / bytesPerUs,
    subsetsOf: ({ bytes }) => (bytes < 100 ? ["small"] : []),
  };

  it("recovers the parameters that made the data, and predicts each row once from the others", () => {
    const { values, heldOut, fitted } = fitOp(op, "seed");
    expect(values.floorUs).toBeCloseTo(4, 1);
    expect(values.bytesPerUs / 150).toBeCloseTo(1, 1);
    expect(heldOut.map(({ measuredUs }) => measuredUs).sort()).toEqual(
      rows.map(({ latencyUs }) => latencyUs).sort(),
    );
    expect(errorFigures(heldOut).mapePct).toBeLessThan(3);
    expect(errorFigures(fitted).mapePct).toBeLessThan(1);
  });

  it("does not see what it is judged by", () => {
    // One row is off by a factor of 3: no fit without it can know.
    const odd = rows.map((row) => (row.bytes === 5000 ? { ...row, latencyUs: 3 * row.latencyUs } : row));
    const { heldOut } = fitOp({ ...op, rows: odd }, "seed");
    const oddOne = heldOut.find(({ measuredUs }) => measuredUs > 100);
    expect(oddOne!.predictedUs / oddOne!.measuredUs).toBeLessThan(0.4);
  });
});
