// Schedules worked out by hand: every number was computed on paper from the rules of the scheduler.
import { describe, expect, it } from "vitest";
import { decode, prefill, run } from "./hand-worked.ts";
import { tableOf } from "./scenarios.ts";

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

  it("send the turns of one moment in the running order of those before them", () => {
    const requests = tableOf(
      [
        [0, 8, 2],
        [0, 1, 3],
        [0, 3, 1],
        [0, 2, 1],
      ],
      { followUps: { parent: Int32Array.of(-1, -1, 1, 0), delayNs: new Float64Array(4) } },
    );
    // The second prompt ends a step before the first; both requests end in the third step.
    const { steps } = run(requests, { longPrefillTokenThreshold: 4 });
    expect(steps).toEqual([
      prefill([4, 0], [1, 0]),
      { decodes: 1, decodeContext: 1, chunks: [[4, 4]] },
      decode(2, 10),
      prefill([2, 0], [3, 0]),
    ]);
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
