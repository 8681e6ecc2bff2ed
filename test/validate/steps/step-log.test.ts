import { describe, expect, test } from "vitest";
import { isStepLog, parseStepLog } from "../../../src/validate/steps/step-log.ts";

const line = (i: number, chunks: number, tokens: number, decodes: number, ms: number) =>
  `(EngineCore pid=7) INFO 11-21 10:00:00 [core.py:1] Iteration(${i}): ${chunks} context requests, ${tokens} context tokens, ${decodes} generation requests, ${decodes} generation tokens, iteration elapsed time: ${ms} ms`;

describe("a server's log of its steps", () => {
  test("contexts follow the tokens computed, and leave with their requests", () => {
    const log = ["INFO starting", line(1, 2, 300, 0, 20.5), line(2, 0, 0, 2, 8), line(3, 0, 0, 1, 7)].join(
      "\n",
    );
    expect(isStepLog(log)).toBe(true);
    const steps = parseStepLog(log, "server.log");
    expect(steps.map(({ line: number }) => number)).toEqual([2, 3, 4]);
    expect(steps[0]!.sample).toMatchObject({
      chunks: [
        { tokens: 150, context: 0 },
        { tokens: 150, context: 0 },
      ],
      decodes: 0,
      measuredUs: 20_500,
    });
    // 300 tokens in two caches, then one more in each, of which half leaves.
    expect(steps[1]!.sample?.decodeContext).toBe(300);
    expect(steps[2]!.sample?.decodeContext).toBe(151);
  });

  test("a length given wins", () => {
    expect(parseStepLog(line(1, 0, 0, 4, 8), "log", 1000)[0]!.sample?.decodeContext).toBe(4000);
  });

  test("steps without work or time are told, not dropped", () => {
    const steps = parseStepLog([line(1, 0, 0, 0, 3), line(2, 0, 0, 1, 0.01)].join("\n"), "log");
    expect(steps.map(({ skipped }) => skipped)).toEqual([
      "a step of nothing",
      "under 0.1 ms: the wait for a step that was over, not its time",
    ]);
  });

  test("more requests than tokens cannot be", () => {
    expect(() => parseStepLog(line(1, 3, 2, 0, 3), "server.log")).toThrow(
      "server.log:1: has more context requests than context tokens",
    );
  });
});
