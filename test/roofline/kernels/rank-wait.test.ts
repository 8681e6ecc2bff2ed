import seedrandom from "seedrandom";
import { expect, it } from "vitest";
import { rankWaitUs } from "../../../src/roofline/kernels/rank-wait.ts";

/** Standard normal by Box and Muller. */
function normals(seed: string): () => number {
  const random = seedrandom.alea(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

it.each([2, 4, 8])("the last of %i ranks comes as late as drawn times say", (ranks) => {
  const normal = normals(`ranks ${ranks}`);
  let sum = 0;
  const draws = 200_000;
  for (let i = 0; i < draws; i++) {
    let last = Number.NEGATIVE_INFINITY;
    for (let rank = 0; rank < ranks; rank++) last = Math.max(last, 3 * normal());
    sum += last;
  }
  expect(rankWaitUs(ranks, 3)).toBeCloseTo(sum / draws, 1);
});

it("one rank waits for nobody, and no spread makes no wait", () => {
  expect(rankWaitUs(1, 5)).toBe(0);
  expect(rankWaitUs(8, 0)).toBe(0);
});
