import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { figuresOf } from "../../src/validate/figures.ts";

describe("figures of errors", () => {
  test("by hand", () => {
    // Errors +10 %, -20 %, +50 %: MAPE 26.67, median 20, p90 between 20 and 50 at 0.8 of the way.
    const figures = figuresOf([
      { measured: 100, predicted: 110 },
      { measured: 10, predicted: 8 },
      { measured: 2, predicted: 3 },
    ]);
    expect(figures.n).toBe(3);
    expect(figures.mapePct).toBeCloseTo(80 / 3, 10);
    expect(figures.medianApePct).toBeCloseTo(20, 10);
    expect(figures.p90ApePct).toBeCloseTo(44, 10);
    expect(figures.weightedMapePct).toBeCloseTo((100 * 13) / 112, 10);
    expect(figures.biasPct).toBeCloseTo(40 / 3, 10);
  });

  test("nothing compared has no error, not an error of 0", () => {
    expect(figuresOf([]).mapePct).toBeNaN();
  });

  test("a factor on every prediction is its error, whatever the rows", () => {
    const measured = fc.array(fc.double({ min: 0.1, max: 1e6, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(measured, fc.double({ min: 0.2, max: 3, noNaN: true }), (values, factor) => {
        const figures = figuresOf(values.map((value) => ({ measured: value, predicted: factor * value })));
        const error = 100 * (factor - 1);
        expect(figures.biasPct).toBeCloseTo(error, 6);
        for (const size of [
          figures.mapePct,
          figures.medianApePct,
          figures.p90ApePct,
          figures.weightedMapePct,
        ]) {
          expect(size).toBeCloseTo(Math.abs(error), 6);
        }
      }),
    );
  });
});
