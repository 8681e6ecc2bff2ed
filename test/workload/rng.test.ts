import { expect, it } from "vitest";
import { randomStream } from "../../src/workload/rng.ts";
import { draw, moments } from "./moments.ts";

it("gives the same numbers for the same seed and name", () => {
  expect(draw(5, randomStream(1, "arrivals"))).toEqual(draw(5, randomStream(1, "arrivals")));
});

it("gives other numbers for another seed or another name", () => {
  const first = draw(5, randomStream(1, "arrivals"));
  expect(draw(5, randomStream(2, "arrivals"))).not.toEqual(first);
  expect(draw(5, randomStream(1, "lengths"))).not.toEqual(first);
  // "1/1x" and "11/x" must not meet.
  expect(draw(5, randomStream(11, "x"))).not.toEqual(draw(5, randomStream(1, "1x")));
});

it("is uniform on [0, 1) to four standard errors", () => {
  const { mean, variance } = moments(draw(100_000, randomStream(3, "u")));
  expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / 100_000));
  expect(Math.abs(variance - 1 / 12)).toBeLessThan(4 * Math.sqrt(1 / 180 / 100_000));
});
