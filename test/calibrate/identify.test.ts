import { expect, test } from "vitest";
import { identifiability } from "../../src/calibrate/identify.ts";

test("columns at right angles: standard errors are spread over norm, nothing inflated", () => {
  // Residuals 0.1 each, four rows, two parameters: s^2 = 0.04 / 2; norms sqrt(2) and sqrt(8).
  const jacobian = [
    [1, 0],
    [1, 0],
    [0, 2],
    [0, 2],
  ];
  const [a, b] = identifiability(jacobian, [0.1, 0.1, 0.1, 0.1], [1, 1], [1, 1]);
  expect(a!.standardError).toBeCloseTo(Math.sqrt(0.02 / 2), 8);
  expect(b!.standardError).toBeCloseTo(Math.sqrt(0.02 / 8), 8);
  expect([a!.inflation, b!.inflation]).toEqual([expect.closeTo(1, 8), expect.closeTo(1, 8)]);
});

test("inflation is 1 / (1 - r^2) for two parameters", () => {
  const jacobian = [
    [1, 1],
    [1, 0.5],
    [0, 1],
  ];
  const r2 = 1.5 ** 2 / (2 * 2.25);
  const [a] = identifiability(jacobian, [0, 0, 0], [1, 1], [1, 1]);
  expect(a!.inflation).toBeCloseTo(1 / (1 - r2), 6);
});

test("parallel columns trade; an empty one has no effect", () => {
  const jacobian = [
    [1, 2, 0],
    [2, 4, 0],
    [3, 6, 0],
  ];
  const found = identifiability(jacobian, [0.1, -0.1, 0.1], [1, 1, 1], [1, 1, 1]);
  expect(found.map(({ verdict }) => verdict)).toEqual(["trades", "trades", "no effect"]);
  expect(found[0]!.partner).toBe(1);
  expect(found[2]!.standardError).toBe(Number.POSITIVE_INFINITY);
});
