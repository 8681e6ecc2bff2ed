import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BlockIndex } from "../../src/engine/block-index.ts";

describe("BlockIndex", () => {
  it("agrees with a map of lists: the block entered first is found", () => {
    const operation = fc.record({
      block: fc.integer({ min: 0, max: 15 }),
      key: fc.integer({ min: -3, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 80 }), (operations) => {
        const index = new BlockIndex(16);
        const holders = new Map<number, number[]>();
        const keyOf = new Map<number, number>();
        for (const { block, key } of operations) {
          const old = keyOf.get(block);
          expect(index.has(block)).toBe(old !== undefined);
          if (old === undefined) {
            index.insert(block, key);
            keyOf.set(block, key);
            holders.set(key, [...(holders.get(key) ?? []), block]);
          } else {
            index.remove(block);
            keyOf.delete(block);
            holders.set(
              old,
              holders.get(old)!.filter((other) => other !== block),
            );
          }
          for (let any = -3; any <= 3; any++) expect(index.find(any)).toBe(holders.get(any)?.[0] ?? -1);
        }
      }),
    );
  });
});
