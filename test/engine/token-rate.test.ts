import { describe, expect, it } from "vitest";
import { TokenRate } from "../../src/engine/token-rate.ts";

describe("TokenRate", () => {
  it("books a step in the second it ends in", () => {
    const rate = new TokenRate();
    rate.add(0.2e9, 3);
    rate.add(0.999999999e9, 4);
    rate.add(1e9, 5);
    rate.add(300e9, 1);
    const { perSecond } = rate;
    expect(perSecond).toHaveLength(301);
    expect([perSecond[0], perSecond[1], perSecond[2], perSecond[300]]).toEqual([7, 5, 0, 1]);
  });
});
