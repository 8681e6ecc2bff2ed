// Schedules worked out by hand: every number was computed on paper from the rules of the scheduler.
import { describe, expect, it } from "vitest";
import { decode, prefill, run } from "./hand-worked.ts";
import { tableOf } from "./scenarios.ts";

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
