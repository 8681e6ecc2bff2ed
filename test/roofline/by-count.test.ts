import fc from "fast-check";
import { expect, test } from "vitest";
import { byCount } from "../../src/roofline/by-count.ts";

test("any order of counts gives what the function gives, each computed once", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 300_000 }), { maxLength: 50 }), (counts) => {
      const asked: number[] = [];
      const priced = byCount((count) => {
        asked.push(count);
        return Math.sqrt(count + 1);
      });
      for (const count of counts) expect(priced(count)).toBe(Math.sqrt(count + 1));
      // Those too large to keep are asked for again.
      const kept = asked.filter((count) => count < 1 << 18);
      expect(new Set(kept).size).toBe(kept.length);
    }),
  );
});
