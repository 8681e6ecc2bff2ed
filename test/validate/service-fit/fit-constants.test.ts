import { expect, test } from "vitest";
import { patternSearch } from "../../../src/validate/service-fit/fit-constants.ts";

const parameter = (low: number, high: number, start: number) => ({
  unit: "us",
  low,
  high,
  start,
  meaning: "",
});

test("finds the least of a bowl, and of a kinked one", async () => {
  const table = { a: parameter(0, 10, 2), b: parameter(0, 100, 50) };
  const bowl = await patternSearch(table, async ({ a, b }) => (a - 6) ** 2 + ((b - 20) / 10) ** 2, {
    least: 0.001,
  });
  expect(bowl.a).toBeCloseTo(6, 1);
  expect(bowl.b).toBeCloseTo(20, 0);
  const kinked = await patternSearch(table, async ({ a, b }) => Math.abs(a - 6) + Math.abs(b - 20), {
    least: 0.001,
  });
  expect(kinked.a).toBeCloseTo(6, 1);
  expect(kinked.b).toBeCloseTo(20, 0);
});

test("never leaves the bounds, even where the least is beyond them", async () => {
  const tried: number[] = [];
  const found = await patternSearch({ a: parameter(1, 3, 2) }, async ({ a }) => {
    tried.push(a);
    return -a;
  });
  expect(Math.max(...tried)).toBeLessThanOrEqual(3);
  expect(found.a).toBeGreaterThan(2.9);
});
