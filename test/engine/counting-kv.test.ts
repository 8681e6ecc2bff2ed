import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BlockKeys } from "../../src/engine/block-keys.ts";
import { BlockKv } from "../../src/engine/block-kv.ts";
import { CountingKv } from "../../src/engine/counting-kv.ts";
import { tableOf } from "./scenarios.ts";

describe("CountingKv", () => {
  it("is BlockKv where no prompt has a name", () => {
    const rows = 6;
    const table = tableOf(Array.from({ length: rows }, () => [0, 1000, 1] as const));
    const action = fc.record({
      row: fc.integer({ min: 0, max: rows - 1 }),
      tokens: fc.integer({ min: 1, max: 12 }),
      back: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const counting = new CountingKv(12, 2, true);
        const blocks = new BlockKv(12, 2, new BlockKeys(table, 2));
        const held = new Map<number, number>();
        // A preempted request always has more tokens to compute than it had computed.
        const computed = new Map<number, number>();
        for (const action of actions) {
          const { row, back } = action;
          const has = held.get(row);
          const tokens =
            has === undefined ? Math.max(action.tokens, (computed.get(row) ?? 0) + 1) : action.tokens;
          if (has === undefined) {
            const hit = counting.lookup(row, tokens);
            expect([hit, counting.hitFree]).toEqual([blocks.lookup(row, tokens), blocks.hitFree]);
            if (Math.ceil(tokens / 2) > counting.free) continue;
            counting.admit(row, hit, tokens);
            blocks.admit(row, hit, tokens);
            held.set(row, tokens);
          } else if (tokens > 9 && Math.ceil((has + 1) / 2) - Math.ceil(has / 2) <= counting.free) {
            const more = Math.ceil((has + 1) / 2) - Math.ceil(has / 2);
            counting.grow(more);
            blocks.grow(more);
            held.set(row, has + 1);
          } else {
            // Only requests that come back are looked up again.
            counting.release(row, has, true);
            blocks.release(row, has, true);
            held.delete(row);
            computed.set(row, has);
            if (back) blocks.lookup(row, 1000);
          }
          expect(counting.free).toBe(blocks.free);
          expect(counting.references()).toBe(blocks.references());
        }
      }),
      { numRuns: 300 },
    );
  });
});
