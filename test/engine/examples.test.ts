// Schedules worked out by hand: every number below was computed on paper from the rules of the scheduler.
import { describe, expect, it } from "vitest";
import type { EngineConfig } from "../../src/engine/config.ts";
import type { StepRecord } from "../../src/engine/replica.ts";
import type { RequestTable } from "../../src/engine/request-table.ts";
import { type SimulationOptions, simulate } from "../../src/engine/simulation.ts";
import { BASE_CONFIG, recordingModel, tableOf } from "./scenarios.ts";

const STEP_NS = 100;

/** Every step takes 100 ns unless a price is given. */
function run(
  requests: RequestTable,
  config: Partial<EngineConfig> = {},
  options: Partial<SimulationOptions> & { price?: (tokens: number) => number } = {},
) {
  const { price = () => STEP_NS, ...rest } = options;
  const latencyModel = recordingModel((step) =>
    price(step.decodes + step.chunks.reduce((sum, [tokens]) => sum + tokens, 0)),
  );
  const records: Pick<StepRecord, "startNs" | "endNs" | "kvBlocks">[] = [];
  const result = simulate({
    requests,
    config: { ...BASE_CONFIG, prefixCaching: false, ...config },
    latencyModel,
    checkInvariants: true,
    onStep: ({ startNs, endNs, kvBlocks }) => records.push({ startNs, endNs, kvBlocks }),
    ...rest,
  });
  const steps = latencyModel.steps.map(({ decodes, decodeContext, chunks }) => ({
    decodes,
    decodeContext,
    chunks,
  }));
  return { result, steps, records };
}

const decode = (decodes: number, decodeContext: number) => ({ decodes, decodeContext, chunks: [] });
const prefill = (...chunks: [tokens: number, context: number][]) => ({
  decodes: 0,
  decodeContext: 0,
  chunks,
});

describe("one request", () => {
  it("gets its first token from the step that ends its prompt and one from each step after", () => {
    const { result, steps } = run(tableOf([[50, 20, 3]]));
    expect(steps).toEqual([prefill([20, 0]), decode(1, 20), decode(1, 21)]);
    expect([...result.firstScheduledNs]).toEqual([50]);
    expect([...result.firstTokenNs]).toEqual([150]);
    expect([...result.lastTokenNs]).toEqual([350]);
    expect([...result.itl.durationNs]).toEqual([100]);
    expect([...result.itl.weight]).toEqual([2]);
  });

  // The last token is sampled but never written.
  it.each([
    [16, 1, 1],
    [16, 2, 2],
    [20, 13, 2],
    [20, 14, 3],
  ])("of %i + %i tokens holds P + O - 1 KV slots: %i blocks", (prompt, output, blocks) =>
    expect(run(tableOf([[0, prompt, output]])).result.peakKvBlocks).toBe(blocks),
  );

  it("waits through all chunks of its prompt: TTFT is the sum of their steps", () => {
    const { result, steps } = run(
      tableOf([[0, 25, 1]]),
      { maxNumBatchedTokens: 10, maxNumSeqs: 4 },
      { price: (tokens) => 1000 + 100 * tokens },
    );
    expect(steps).toEqual([prefill([10, 0]), prefill([10, 10]), prefill([5, 20])]);
    expect(result.firstTokenNs[0]).toBe(2000 + 2000 + 1500);
  });

  it("is cut at max_model_len, and says so", () => {
    const { result } = run(tableOf([[0, 20, 30]]), { maxModelLen: 25 });
    expect(result.outputTokens[0]).toBe(5);
    expect(result.finish[0]).toBe(2);
  });

  it("is chunked by the long-prefill threshold even when budget is left", () => {
    const { steps } = run(tableOf([[0, 30, 1]]), { longPrefillTokenThreshold: 8 });
    expect(steps).toEqual([prefill([8, 0]), prefill([8, 8]), prefill([8, 16]), prefill([6, 24])]);
  });
});

describe("a batch", () => {
  it("takes decodes first, then the head of the queue with what budget is left", () => {
    const { steps } = run(
      tableOf([
        [0, 4, 3],
        [0, 10, 1],
      ]),
      { maxNumBatchedTokens: 8, maxNumSeqs: 8 },
    );
    expect(steps).toEqual([
      prefill([4, 0], [4, 0]),
      { decodes: 1, decodeContext: 4, chunks: [[6, 4]] },
      decode(1, 5),
    ]);
  });

  it("without chunked prefill holds back a prompt that does not fit the budget, and all behind it", () => {
    const { steps } = run(
      tableOf([
        [0, 4, 2],
        [0, 8, 1],
        [0, 1, 1],
      ]),
      { maxNumBatchedTokens: 8, maxNumSeqs: 8, chunkedPrefill: false },
    );
    expect(steps).toEqual([prefill([4, 0]), decode(1, 4), prefill([8, 0]), prefill([1, 0])]);
  });

  it("sees an arrival at the very end of a step, after what that step freed", () => {
    const { result, records } = run(
      tableOf([
        [0, 1, 2],
        [100, 1, 2],
        [200, 1, 1],
      ]),
      { maxNumSeqs: 2 },
    );
    // The first one leaves at 200: its place is free for the arrival of that moment.
    expect([...result.firstScheduledNs]).toEqual([0, 100, 200]);
    expect(records).toHaveLength(3);
  });

  it("admits by priority, then arrival", () => {
    const { result } = run(
      tableOf(
        [
          [0, 1, 1],
          [10, 1, 1],
          [20, 1, 1],
          [30, 1, 1],
        ],
        { priority: Int32Array.of(0, 2, 1, 1) },
      ),
      { maxNumSeqs: 1, schedulingPolicy: "priority" },
    );
    expect([...result.firstScheduledNs]).toEqual([0, 300, 100, 200]);
  });
});

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
});

describe("async scheduling", () => {
  const requests = tableOf([
    [0, 1, 5],
    [150, 1, 1],
  ]);

  it("first runs an arrival during step n in step n+2", () => {
    expect(run(requests).result.firstScheduledNs[1]).toBe(200);
    expect(run(requests, { asyncScheduling: true }).result.firstScheduledNs[1]).toBe(300);
  });

  it("hands on places and blocks freed by step n from step n+2 on", () => {
    const three = tableOf([
      [0, 1, 2],
      [0, 1, 10],
      [0, 1, 1],
    ]);
    expect(run(three, { maxNumSeqs: 2 }).result.firstScheduledNs[2]).toBe(200);
    const late = run(three, { maxNumSeqs: 2, asyncScheduling: true });
    expect(late.result.firstScheduledNs[2]).toBe(300);
    // The one that ends in step 2 is not scheduled again while its last token is on the way.
    expect(late.steps.slice(0, 4)).toEqual([
      prefill([1, 0], [1, 0]),
      decode(2, 2),
      decode(1, 2),
      { decodes: 1, decodeContext: 3, chunks: [[1, 0]] },
    ]);
  });

  it("finds the server free at once when there was nothing to schedule ahead", () => {
    const pair = tableOf([
      [0, 1, 2],
      [0, 1, 1],
    ]);
    expect(run(pair, { maxNumSeqs: 1, asyncScheduling: true }).result.firstScheduledNs[1]).toBe(200);
  });
});

describe("admission of whole sequences", () => {
  const requests = tableOf([
    [0, 16, 4],
    [0, 40, 1],
  ]);
  const config = { kvBlocks: 4, maxNumBatchedTokens: 32, maxNumSeqs: 8 };

  it("starts a prompt whose first chunk fits when it is off, perhaps in vain", () => {
    const { result, steps } = run(requests, config);
    // Three blocks: one each for 16 tokens. In the next step the first takes the third, and the second wants two more.
    expect(steps.slice(0, 2)).toEqual([prefill([16, 0], [16, 0]), decode(1, 16)]);
    expect([...result.preemptions]).toEqual([0, 1]);
  });

  it("waits for free blocks for all of it when it is on", () => {
    const { result, steps } = run(requests, { ...config, fullSequenceAdmission: true });
    expect(result.totalPreemptions).toBe(0);
    expect(steps).toEqual([
      prefill([16, 0]),
      decode(1, 16),
      decode(1, 17),
      decode(1, 18),
      prefill([32, 0]),
      prefill([8, 32]),
    ]);
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

describe("rejection", () => {
  it("counts each reason and delays nobody", () => {
    const { result } = run(
      tableOf([
        [0, 100, 5],
        [0, 10, 5],
        [0, 60, 30],
        [0, 120, 5],
      ]),
      { maxModelLen: 100, kvBlocks: 6 },
    );
    expect(result.completed).toBe(1);
    expect(result.rejectReasons).toEqual([
      { reason: "prompts reach max_model_len 100", count: 2 },
      { reason: "sequences need more KV blocks than the 5 of the pool", count: 1 },
    ]);
    expect([...result.finish]).toEqual([3, 1, 3, 3]);
    expect(result.firstScheduledNs[0]).toBeNaN();
    expect(result.outputTokens[0]).toBe(0);
  });
});

describe("clients", () => {
  it("send no more than maxConcurrency at once, and latencies count from the sending", () => {
    const requests = tableOf([
      [0, 1, 2],
      [0, 1, 2],
      [0, 1, 1],
      [900, 1, 1],
    ]);
    const { result } = run(requests, {}, { maxConcurrency: 1 });
    expect([...result.arrivalNs]).toEqual([0, 200, 400, 900]);
    expect([...result.firstTokenNs]).toEqual([100, 300, 500, 1000]);
  });

  it("send a turn its delay after the one before it", () => {
    const requests = tableOf(
      [
        [0, 1, 2],
        [0, 1, 1],
        [0, 1, 1],
        [450, 1, 1],
      ],
      { followUps: { parent: Int32Array.of(-1, 0, 1, -1), delayNs: Float64Array.of(0, 50, 0, 0) } },
    );
    const { result } = run(requests);
    expect([...result.arrivalNs]).toEqual([0, 250, 350, 450]);
    expect([...result.lastTokenNs]).toEqual([200, 350, 450, 550]);
  });

  it("drop the turns that would follow a rejected one, visibly", () => {
    const requests = tableOf(
      [
        [0, 500, 2],
        [0, 1, 1],
        [0, 1, 1],
      ],
      { followUps: { parent: Int32Array.of(-1, 0, 1), delayNs: new Float64Array(3) } },
    );
    const { result } = run(requests, { maxModelLen: 500 });
    expect(result.rejected).toBe(3);
    expect(result.rejectReasons.at(-1)).toEqual({ reason: "turns follow a rejected turn", count: 2 });
  });
});
