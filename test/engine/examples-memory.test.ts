// Schedules worked out by hand: every number was computed on paper from the rules of the scheduler.
import { describe, expect, it } from "vitest";
import type { EngineConfig } from "../../src/engine/config.ts";
import { decode, prefill, run } from "./hand-worked.ts";
import { tableOf } from "./scenarios.ts";

describe("preemption, with blocks of 4 tokens", () => {
  const twins = tableOf([
    [0, 4, 6],
    [0, 4, 6],
  ]);
  const tight: Partial<EngineConfig> = { blockSize: 4, kvBlocks: 4 };

  it("sends the last of the running list back and recomputes prompt and outputs", () => {
    const { result, steps, records } = run(twins, tight);
    expect(steps).toEqual([
      prefill([4, 0], [4, 0]),
      // Both need a second block and one is free: the second request goes.
      decode(1, 4),
      // It wants two blocks for its five tokens; one is free.
      decode(1, 5),
      decode(1, 6),
      decode(1, 7),
      decode(1, 8),
      prefill([5, 0]),
      decode(1, 5),
      decode(1, 6),
      decode(1, 7),
      decode(1, 8),
    ]);
    expect(records.map((step) => step.kvBlocks)).toEqual([2, 2, 2, 2, 2, 3, 2, 2, 2, 2, 3]);
    expect([...result.firstTokenNs]).toEqual([100, 100]);
    expect([...result.lastTokenNs]).toEqual([600, 1100]);
    expect([...result.preemptions]).toEqual([0, 1]);
    expect([...result.itl.durationNs]).toEqual([100, 600, 100]);
    expect([...result.itl.weight]).toEqual([5, 1, 4]);
  });

  it("finds what is left of its own blocks when the prefix cache is on", () => {
    const { result, steps } = run(twins, { ...tight, kvBlocks: 5, prefixCaching: true });
    expect(steps).toEqual([
      prefill([4, 0], [4, 0]),
      decode(2, 8),
      decode(2, 10),
      decode(2, 12),
      decode(2, 14),
      // At eight tokens each the third block is missing. The second block of the victim is the first to be reused.
      decode(1, 8),
      prefill([5, 4]),
    ]);
    expect([...result.lastTokenNs]).toEqual([600, 700]);
    // Cached tokens are those of the first admission.
    expect([...result.cachedTokens]).toEqual([0, 0]);
    expect(result.prefixCache).toEqual({
      queriedTokens: 8,
      hitTokens: 0,
      preemptedQueriedTokens: 9,
      preemptedHitTokens: 4,
    });
  });

  it("takes the lowest priority instead, and gives back what the step had given it", () => {
    const requests = tableOf(
      [
        [0, 4, 6],
        [0, 4, 6],
      ],
      { priority: Int32Array.of(1, 0) },
    );
    const { result, steps } = run(requests, {
      ...tight,
      schedulingPolicy: "priority",
      maxNumBatchedTokens: 8,
      maxNumSeqs: 8,
    });
    // The more urgent one is admitted first, so it stands first in the running list and keeps its blocks.
    expect([...result.preemptions]).toEqual([1, 0]);
    expect([...result.lastTokenNs]).toEqual([1100, 600]);
    expect(steps).toHaveLength(11);
  });

  it("counts the gap of a request that was left out first and preempted next from its last token", () => {
    const requests = tableOf(
      [
        [0, 1, 4],
        [0, 1, 4],
        [0, 1, 3],
        [50, 1, 2],
      ],
      { priority: Int32Array.of(0, 0, 2, 1) },
    );
    const { result, steps } = run(requests, { blockSize: 1, kvBlocks: 10, schedulingPolicy: "priority" });
    expect(steps).toEqual([
      prefill([1, 0], [1, 0], [1, 0]),
      { decodes: 3, decodeContext: 3, chunks: [[1, 0]] },
      // Two of nine blocks are left, for the first two. The third is the worst and goes; the fourth is not looked at.
      decode(2, 4),
      // They take the two blocks it freed, and the fourth goes as well: its last token came at 200.
      decode(2, 6),
      prefill([2, 0], [3, 0]),
    ]);
    expect([...result.preemptions]).toEqual([0, 0, 1, 1]);
    expect([...result.itl.durationNs]).toEqual([100, 300]);
    expect([...result.itl.weight]).toEqual([7, 2]);
  });
});

describe("prefix cache, with blocks of 16 tokens", () => {
  /** Both prompts are the same two full blocks. */
  const named = (arrivalNs: number, ids = [7, 8]) =>
    tableOf(
      [
        [0, 32, 1],
        [arrivalNs, 32, 1],
      ],
      {
        promptBlocks: {
          blockTokens: 16,
          offsets: Float64Array.of(0, 2, 2 + ids.length),
          ids: Float64Array.of(7, 8, ...ids),
        },
      },
    );

  it("recomputes the whole last block of a prompt that is cached to its end", () => {
    const { result, steps } = run(named(500), { prefixCaching: true });
    expect(steps).toEqual([prefill([32, 0]), prefill([16, 16])]);
    expect([...result.cachedTokens]).toEqual([0, 16]);
  });

  it("is hit within the step that schedules the block", () => {
    expect(run(named(0), { prefixCaching: true }).steps).toEqual([prefill([32, 0], [16, 16])]);
  });

  it("shares nothing after a different beginning", () => {
    expect(run(named(0, [9, 8]), { prefixCaching: true }).steps).toEqual([prefill([32, 0], [32, 0])]);
  });

  it("keeps what was freed until its block is needed, last blocks going first", () => {
    const requests = tableOf(
      [
        [0, 48, 1],
        [200, 16, 1],
        [400, 49, 1],
      ],
      {
        promptBlocks: {
          blockTokens: 16,
          offsets: Float64Array.of(0, 3, 3, 6),
          ids: Float64Array.of(1, 2, 3, 1, 2, 3),
        },
      },
    );
    // Four blocks: the stranger in the middle takes the one never used; of five it would have taken that as well.
    expect([...run(requests, { prefixCaching: true, kvBlocks: 5 }).result.cachedTokens]).toEqual([0, 0, 48]);
    // Three blocks: it takes the block of tokens 32 to 47. (The last prompt is one token shorter then, to fit.)
    const shorter = { ...requests, promptTokens: Int32Array.of(48, 16, 48) };
    expect([...run(shorter, { prefixCaching: true, kvBlocks: 4 }).result.cachedTokens]).toEqual([0, 0, 32]);
  });

  it("needs room for hit blocks that lie free, as for new ones", () => {
    const requests = tableOf(
      [
        [0, 32, 1],
        [200, 14, 3],
        [250, 33, 1],
      ],
      {
        promptBlocks: {
          blockTokens: 16,
          offsets: Float64Array.of(0, 2, 2, 4),
          ids: Float64Array.of(1, 2, 1, 2),
        },
      },
    );
    // Three blocks, one held by the second request: the third finds its two blocks free, and lacks one for its last token.
    const { result } = run(requests, { prefixCaching: true, kvBlocks: 4 });
    expect([...result.firstScheduledNs]).toEqual([0, 200, 500]);
    expect(result.prefixCache.queriedTokens).toBe(32 + 14 + 33 * 3);
  });
});
