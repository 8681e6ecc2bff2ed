import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StepLog, stepsLeftOut } from "../../src/report/step-log.ts";
import { stepLog, stepRecord } from "./steps.ts";

function numbered(count: number, capacity: number): StepLog {
  return stepLog(
    Array.from({ length: count }, (_, i) => ({ step: i + 1, startNs: i * 1000 })),
    capacity,
  );
}

describe("StepLog", () => {
  it("keeps what a step did, its prompt chunks as sums", () => {
    const log = stepLog([
      {
        ...{ replica: 2, step: 9, startNs: 500, gemmNs: 30, attentionNs: 12, decodes: 3, decodeContext: 300 },
        ...{ running: 5, waiting: 1 },
        chunks: [
          [4, 0],
          [2, 10],
        ],
      },
    ]);
    expect(log.get(0)).toEqual({
      ...{ replica: 2, step: 9, startNs: 500, endNs: 542, decodes: 3, decodeContext: 300 },
      ...{ chunks: 2, prefillTokens: 6, logits: 5, batchTokens: 9, launch: 2 },
      // 4 + 12 tokens are there afterwards; pairs: 1+2+3+4, and 11+12.
      ...{ prefillContext: 16, prefillPairs: 33, running: 5, waiting: 1, kvBlocks: 7 },
      partNs: { gemm: 30, attention: 12, allReduce: 0, head: 0, elementwise: 0, host: 0 },
    });
  });

  it("copies what the engine reuses", () => {
    const log = new StepLog(10);
    const record = stepRecord({ startNs: 0, decodes: 1 });
    log.add(record);
    record.shape.decodes = 99;
    record.price.gemmNs = 99;
    expect(log.get(0)).toMatchObject({ decodes: 1, partNs: { gemm: 1000 } });
  });

  it("keeps all steps where they fit, and says nothing is left out", () => {
    const log = numbered(5000, Number.POSITIVE_INFINITY);
    expect([log.seen, log.length]).toEqual([5000, 5000]);
    expect(log.runs()).toEqual([{ from: 0, to: 5000 }]);
    expect(stepsLeftOut(log)).toBeUndefined();
  });

  it("keeps windows of consecutive steps at equal distances beyond its capacity", () => {
    const log = numbered(100, 16);
    // Windows of 2; 100 steps in 50 windows, of which every 8th stays.
    expect([...log].map(({ step }) => step)).toEqual([1, 2, 17, 18, 33, 34, 49, 50, 65, 66, 81, 82, 97, 98]);
    expect(log.runs()).toHaveLength(7);
    expect(stepsLeftOut(log)).toBe("14 of 100 steps, in windows of 2 consecutive steps at equal distances");
  });

  it("is never above its capacity and covers the run evenly, whatever its length", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 300 }), (count, capacity) => {
        const log = numbered(count, capacity);
        expect(log.length).toBeLessThanOrEqual(capacity);
        expect(log.seen).toBe(count);
        const steps = [...log].map(({ step }) => step);
        expect(steps[0]).toBe(1);
        const begins = log.runs().map(({ from }) => steps[from]!);
        const distances = new Set(begins.slice(1).map((begin, i) => begin - begins[i]!));
        expect(distances.size).toBeLessThanOrEqual(1);
        // More than a quarter of the room is used once there were that many steps.
        if (count >= capacity) expect(log.length).toBeGreaterThan(capacity / 4 - log.window);
      }),
      { numRuns: 60 },
    );
  });
});
