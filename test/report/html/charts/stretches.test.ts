import { describe, expect, it } from "vitest";
import { stretches } from "../../../../src/report/html/charts/stretches.ts";
import { stepLog } from "../../steps.ts";

/** A thousand steps of 1 us; `running` and `waiting` as told. */
function logOf(
  running: (i: number) => number,
  waiting: (i: number) => number,
  capacity = Number.POSITIVE_INFINITY,
) {
  const steps = Array.from({ length: 1000 }, (_, i) => {
    return { step: i + 1, startNs: i * 1000, decodes: 1, running: running(i), waiting: waiting(i) };
  });
  return stepLog(steps, capacity);
}

describe("stretches", () => {
  it("are where most requests ran, where most waited, and midway", () => {
    const found = stretches(
      logOf(
        (i) => (i >= 96 && i < 128 ? 50 : 10),
        (i) => (i >= 800 && i < 832 ? 7 : 0),
      ),
    );
    expect(found.map(({ name, steps }) => [name, steps[0]!.step])).toEqual([
      ["midway", 481],
      ["most running", 97],
      ["longest queue", 801],
    ]);
  });

  it("show no stretch twice, no peak of a level run, and no queue where there is none", () => {
    expect(
      stretches(
        logOf(
          () => 1,
          () => 0,
        ),
      ).map(({ name }) => name),
    ).toEqual(["midway"]);
  });

  it("hold steps that follow one another, also where the log has gaps", () => {
    for (const { steps } of stretches(
      logOf(
        (i) => i % 7,
        () => 0,
        200,
      ),
    )) {
      for (const [i, step] of steps.entries()) expect(step.step).toBe(steps[0]!.step + i);
      expect(steps.length).toBeGreaterThan(10);
    }
  });

  it("are of one replica each", () => {
    const log = stepLog(
      Array.from({ length: 200 }, (_, i) => ({ replica: i % 2, step: (i >> 1) + 1, startNs: i * 500 })),
    );
    for (const { steps } of stretches(log)) expect(new Set(steps.map(({ replica }) => replica)).size).toBe(1);
  });

  it("are nothing without steps", () => {
    expect(stretches(stepLog([]))).toEqual([]);
  });
});
