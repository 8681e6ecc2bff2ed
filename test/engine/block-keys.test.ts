import { describe, expect, it } from "vitest";
import { BlockKeys } from "../../src/engine/block-keys.ts";
import { tableOf } from "./scenarios.ts";

describe("BlockKeys", () => {
  const table = tableOf(
    [
      [0, 40, 1],
      [0, 64, 1],
      [0, 64, 1],
      [0, 20, 60],
    ],
    {
      promptBlocks: {
        blockTokens: 32,
        offsets: Float64Array.of(0, 2, 4, 6, 8),
        ids: Float64Array.of(5, 6, 5, 6, 9, 6, 5, 6),
      },
    },
  );
  const keys = new BlockKeys(table, 16);
  const all = (row: number) => Array.from({ length: 5 }, (_, block) => keys.key(row, block, keys.named(row)));

  it("cuts ids into KV blocks and names full ones only", () => {
    expect(keys.named(0)).toBe(2);
    expect(keys.named(1)).toBe(4);
    expect(all(0).slice(0, 2)).toEqual(all(1).slice(0, 2));
    expect(all(0)[2]).not.toBe(all(1)[2]);
    expect(new Set(all(1)).size).toBe(5);
  });

  it("tells equal ids after different beginnings apart", () => {
    expect(all(2)[2]).not.toBe(all(1)[2]);
  });

  it("takes ids beyond the prompt as names of the answer", () => {
    expect(keys.namesOutputs).toBe(true);
    expect(keys.named(3)).toBe(4);
    expect(all(3).slice(0, 4)).toEqual(all(1).slice(0, 4));
  });

  it("refuses ids that KV blocks do not divide", () =>
    expect(() => new BlockKeys(table, 12)).toThrow("ids of 32 tokens cannot be cut into KV blocks of 12"));

  it("keeps apart every prefix of many", () => {
    const rows = 3000;
    const wide = tableOf(
      Array.from({ length: rows }, () => [0, 32, 1] as const),
      {
        promptBlocks: {
          blockTokens: 16,
          offsets: Float64Array.from({ length: rows + 1 }, (_, row) => 2 * row),
          ids: Float64Array.from({ length: 2 * rows }, (_, at) => (at % 2 === 0 ? (at / 2) % 1500 : 3)),
        },
      },
    );
    const many = new BlockKeys(wide, 16);
    const seconds = Array.from({ length: rows }, (_, row) => many.key(row, 1, 2));
    expect(new Set(seconds).size).toBe(1500);
    expect(seconds[0]).toBe(seconds[1500]);
  });
});
