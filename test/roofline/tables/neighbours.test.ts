import { expect, it } from "vitest";
import { neighbours } from "../../../src/roofline/tables/neighbours.ts";

it("weighs by inverse square distance in log space", () => {
  // Distances ln 2 and 2 ln 2 from 4: weights 1 and 1/4, that is 0.8 and 0.2.
  const found = neighbours([2, 16], (size) => [size], [4]);
  expect(found.map(({ of }) => of)).toEqual([2, 16]);
  expect(found[0]!.weight).toBeCloseTo(0.8, 12);
  expect(found[1]!.weight).toBeCloseTo(0.2, 12);
});

it("takes the nearest six, and an exact match almost alone", () => {
  const found = neighbours([1, 2, 4, 8, 16, 32, 64, 128], (size) => [size, 1], [8, 1]);
  expect(found.map(({ of }) => of)).toEqual([8, 4, 16, 2, 32, 1]);
  expect(found[0]!.weight).toBeGreaterThan(0.99999);
  expect(found.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
});
