import { expect, it } from "vitest";
import { waterfallBars } from "../../src/explain/bars.ts";

it("each bar begins where the one before ended, and together they fill the width", () => {
  expect(waterfallBars([2, 1, 0, 1], 8)).toEqual(["████", "    ██", "", "      ██"]);
});

it("shows what is above zero, however little, inside of the width", () => {
  const [whole, little] = waterfallBars([1000, 1e-9], 10);
  expect(whole).toBe("██████████");
  expect(little).toBe("         ▏");
});
