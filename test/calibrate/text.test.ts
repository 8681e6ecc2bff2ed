import { expect, it } from "vitest";
import { calibrationWarnings } from "../../src/calibrate/text.ts";
import { figuresOf } from "../../src/validate/figures.ts";

/** Figures of one value that is off by so many percent. */
const off = (percent: number) => figuresOf([{ predicted: 100 + percent, measured: 100 }]);
const fit = { parameters: [], observations: 20, before: off(5), heldOut: off(3) };

it("warns of a fit that predicts new values no better than what it began with", () => {
  expect(calibrationWarnings(fit)).toEqual([]);
  for (const heldOut of [off(5), off(12)]) {
    const [warning, ...others] = calibrationWarnings({ ...fit, heldOut });
    expect(others).toEqual([]);
    expect(warning).toMatch(/^the held-out error, \S+ %, is no better .* 5\S* %: keep the constants/);
  }
});

it("warns of few values, and where none could be held out", () => {
  const { heldOut: _, ...blind } = { ...fit, observations: 3 };
  expect(calibrationWarnings(blind)).toEqual([
    "only 3 values: a fit below 5 describes them and nothing else",
    "too few values to hold any out: the error on new ones is not known",
  ]);
});
