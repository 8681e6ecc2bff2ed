import { describe, expect, it } from "vitest";
import { WATERFALL_PARTS } from "../../../src/engine/waterfall-parts.ts";
import type { PartsMs } from "../../../src/metrics/waterfall.ts";
import {
  evaluationOf,
  goodRate,
  isSustained,
  outputTokenRate,
  servedRate,
  strain,
} from "../../../src/sweep/capacity/evaluation.ts";
import { objectivesOf } from "../../../src/sweep/capacity/slo.ts";
import type { ScenarioRecord } from "../../../src/sweep/record.ts";

const NO_TIME = Object.fromEntries(WATERFALL_PARTS.map((part) => [part, 0])) as PartsMs;

/** 101 requests that arrive over 50 s, each 1 s in the server. */
function record(verdict: string, change: { rejected?: number; e2elMs?: number } = {}): ScenarioRecord {
  const { rejected = 0, e2elMs = 1000 } = change;
  const completed = 101 - rejected;
  return {
    ...{ id: "", engine: "", latencyShare: {}, preemptions: 0, rejected, config: {} },
    figures: {
      ...{ num_prompts: 101, completed, total_output_tokens: completed * 10, mean_e2el_ms: e2elMs },
      ...{ p99_ttft_ms: 90, request_throughput: 1.9, request_goodput: 0.95, output_throughput: 19 },
    },
    breakdown: {
      ...{ waterfallMs: { ttft: NO_TIME, e2el: NO_TIME }, stepMs: 1, tokensPerStep: 1 },
      ...{ busyShare: 0, cachedShare: 0, peakKvShare: 0, queueingShare: 0, slotsFullShare: 0 },
      ...{ kvFullShare: 0, arrivingMs: 50_000 },
    },
    saturation: { verdict, queueGrowthPerSecond: 0 },
  };
}

describe("evaluationOf", () => {
  it("is as bad as the worst run", () => {
    const state = (...verdicts: string[]) =>
      evaluationOf(
        2,
        verdicts.map((verdict) => record(verdict)),
        false,
        2,
      ).state;
    expect(state("stable", "stable")).toBe("stable");
    expect(state("unsteady", "stable")).toBe("unsteady");
    expect(state("drain", "unsteady")).toBe("short");
    expect(state("overloaded", "drain")).toBe("overloaded");
  });

  it("takes an unsteady trace as it is, but not one that is over before anything settled", () => {
    expect(evaluationOf(1, [record("unsteady")], true, undefined).stable).toBe(true);
    expect(evaluationOf(1, [record("unsteady")], false, 2).stable).toBe(false);
    expect(evaluationOf(1, [record("unsteady", { e2elMs: 26_000 })], true, undefined)).toMatchObject({
      ...{ stable: false, state: "short" },
    });
  });

  it("counts chats, not requests, where a question follows an answer", () => {
    // 101 requests of 2 turns at 2 chats a second start over 25.25 s; a chat lasts 1 s + 8.1 s + 1 s.
    const chats = { turns: 2, thinkMs: 8100, startsPerSecond: 2 };
    const { lifetimes, state } = evaluationOf(2, [record("stable")], false, undefined, chats);
    expect([lifetimes, state]).toEqual([expect.closeTo(2.5, 12), "stable"]);
    const fast = { ...chats, startsPerSecond: 3 };
    expect(evaluationOf(3, [record("stable")], false, undefined, fast).state).toBe("short");
  });

  it("counts what is offered over the time in which it arrives", () => {
    const evaluation = evaluationOf(1, [record("stable")], true, undefined);
    expect(evaluation.offeredRate).toBeCloseTo(100 / 50, 12);
    expect(servedRate(evaluation)).toBeCloseTo(2, 12);
    expect(goodRate(evaluation)).toBeCloseTo(2 * 0.5, 12);
    expect(outputTokenRate(evaluation)).toBeCloseTo(2 * 10, 12);
  });

  it("counts what an overloaded server did over the whole run", () => {
    const evaluation = evaluationOf(2, [record("overloaded")], false, 2);
    expect(servedRate(evaluation)).toBeCloseTo(1.9, 12);
    expect(goodRate(evaluation)).toBeCloseTo(0.95, 12);
  });
});

describe("strain", () => {
  it("is the figure against its limit", () => {
    const [objective] = objectivesOf(["ttft_p99<100ms"]);
    expect(strain(objective!, evaluationOf(2, [record("stable")], false, 2))).toBeCloseTo(0.9, 12);
  });

  it("counts requests that are turned away as missed", () => {
    const [p99] = objectivesOf(["ttft_p99<100ms"]);
    const one = evaluationOf(2, [record("stable", { rejected: 1 })], false, 2);
    const two = evaluationOf(2, [record("stable", { rejected: 2 })], false, 2);
    expect([isSustained(one, [p99!]), isSustained(two, [p99!])]).toEqual([true, false]);
    const [mean] = objectivesOf(["e2el_mean<10s"]);
    expect(strain(mean!, one)).toBe(Number.POSITIVE_INFINITY);
    expect(servedRate(two)).toBeCloseTo((2 * 99) / 101, 12);
  });
});
