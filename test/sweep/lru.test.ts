import { expect, it } from "vitest";
import { Lru } from "../../src/sweep/lru.ts";

it("forgets what was used longest ago, up to its weight", () => {
  const kept = new Lru<number>(10);
  kept.set("a", 1, 4);
  kept.set("b", 2, 4);
  kept.get("a");
  kept.set("c", 3, 4);
  expect([kept.get("a"), kept.get("b"), kept.get("c")]).toEqual([1, undefined, 3]);
});

it("keeps the newest whatever it weighs, and counts a new weight for an old one", () => {
  const kept = new Lru<number>(10);
  kept.set("a", 1, 4);
  kept.set("large", 2, 99);
  expect([kept.get("a"), kept.get("large")]).toEqual([undefined, 2]);
  kept.set("large", 3, 1);
  kept.set("b", 4, 9);
  expect([kept.get("large"), kept.get("b")]).toEqual([3, 4]);
});
