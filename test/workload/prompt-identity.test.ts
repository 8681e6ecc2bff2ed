import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BlockKeys } from "../../src/engine/block-keys.ts";
import type { RequestTable } from "../../src/engine/request-table.ts";
import { prefixReuse } from "../../src/workload/prefix-reuse.ts";
import { growingContextBlocks, samePromptBlocks } from "../../src/workload/prompt-identity.ts";

function table(rows: readonly (readonly [prompt: number, output: number])[]): RequestTable {
  return {
    count: rows.length,
    arrivalNs: new Float64Array(rows.length),
    promptTokens: Int32Array.from(rows, ([prompt]) => prompt),
    outputTokens: Int32Array.from(rows, ([, output]) => output),
  };
}

function idLists({ offsets, ids }: { offsets: Float64Array; ids: Float64Array }): number[][] {
  return Array.from({ length: offsets.length - 1 }, (_, row) => [
    ...ids.subarray(offsets[row]!, offsets[row + 1]!),
  ]);
}

describe("same prompts", () => {
  it("share min(full blocks) from position 0; lone prompts need no ids", () => {
    const rows = table([
      [40, 1],
      [16, 1],
      [64, 1],
      [31, 1],
      [20, 1],
      [90, 1],
    ]);
    const blocks = samePromptBlocks(rows, Int32Array.of(0, 1, 0, 2, 1, -1), 16);
    expect(idLists(blocks)).toEqual([[0, 1], [4], [0, 1, 2, 3], [], [4], []]);
  });
});

describe("growing contexts", () => {
  it("the answer is shared where the next prompt has room for it", () => {
    // 40 + 20 = 60 <= 100: the second prompt holds the first answer. 100 + 50 = 150 > 120: it does not hold the second.
    const rows = table([
      [40, 20],
      [100, 50],
      [120, 1],
    ]);
    const { blocks, restarted } = growingContextBlocks(rows, Int32Array.of(0, 0, 0), 16);
    expect(idLists(blocks)).toEqual([
      [0, 1, 2, 3],
      [0, 1, 2, 3, 4, 5],
      [0, 1, 2, 3, 4, 5, 6],
    ]);
    expect(restarted).toBe(0);
    // Second turn: 3 full blocks of 59 computed tokens; third: 6 full blocks of a prompt of 100.
    expect(prefixReuse({ ...rows, promptBlocks: blocks }).hitTokens).toBe(3 * 16 + 6 * 16);
  });

  it("sessions do not mix, and rows without one share nothing", () => {
    const rows = table([
      [32, 9],
      [32, 9],
      [32, 9],
      [48, 1],
      [48, 1],
    ]);
    const { blocks } = growingContextBlocks(rows, Int32Array.of(0, 1, -1, 1, 0), 16);
    expect(idLists(blocks)).toEqual([[0, 1, 2], [3, 4, 5], [], [3, 4, 5], [0, 1, 2]]);
  });

  it("a shorter prompt starts afresh, and what follows builds on it", () => {
    const rows = table([
      [64, 100],
      [32, 100],
      [48, 1],
    ]);
    const { blocks, restarted } = growingContextBlocks(rows, Int32Array.of(0, 0, 0), 16);
    expect(idLists(blocks)).toEqual([
      [0, 1, 2, 3],
      [4, 5],
      [4, 5, 6],
    ]);
    expect(restarted).toBe(1);
  });

  it("the engine reads them as meant: a turn's full context blocks are the next prompt's leading blocks", () => {
    const turn = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }));
    fc.assert(
      fc.property(fc.array(turn, { minLength: 2, maxLength: 6 }), (turns) => {
        let context = 0;
        const lengths = turns.map(([question, output]): [number, number] => {
          const prompt = context + question;
          context = prompt + output;
          return [prompt, output];
        });
        const rows = table(lengths);
        const { blocks } = growingContextBlocks(rows, new Int32Array(turns.length), 16);
        const keys = new BlockKeys({ ...rows, promptBlocks: blocks }, 16);
        for (let row = 1; row < turns.length; row++) {
          const [prompt, output] = lengths[row - 1]!;
          for (let block = 0; block < Math.floor((prompt + output) / 16); block++) {
            const earlier = keys.key(row - 1, block, keys.named(row - 1));
            expect(earlier).toBeGreaterThanOrEqual(0);
            expect(keys.key(row, block, keys.named(row))).toBe(earlier);
          }
        }
      }),
    );
  });
});
