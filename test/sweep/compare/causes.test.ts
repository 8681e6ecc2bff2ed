import { expect, it } from "vitest";
import { WATERFALL_PARTS } from "../../../src/engine/waterfall-parts.ts";
import type { PartsMs } from "../../../src/metrics/waterfall.ts";
import { causeSentences, causesOf, mainCause } from "../../../src/sweep/compare/causes.ts";
import { sampleOf } from "./samples.ts";

const NONE = Object.fromEntries(WATERFALL_PARTS.map((part) => [part, 0])) as PartsMs;
const base = sampleOf("a", [1, 1], {
  waterfallMs: {
    ttft: { ...NONE, admission: 5, slot: 100, prefillOwn: 20 },
    e2el: { ...NONE, admission: 5, slot: 100, prefillOwn: 20, gemm: 500 },
  },
  stepParts: { gemm: 8, attention: 2, host: 1 },
  conditions: { preemptions: 0, "tokens a step": 100 },
  config: { tp: 1, seed: 0, goodput: ["ttft:1"] },
});
const other = sampleOf("b", [1, 1], {
  waterfallMs: {
    ttft: { ...NONE, admission: 5, slot: 10, prefillOwn: 15 },
    e2el: { ...NONE, admission: 5, slot: 10, prefillOwn: 15, gemm: 300 },
  },
  stepParts: { gemm: 4, attention: 2.5, host: 1 },
  conditions: { preemptions: 0, "tokens a step": 110 },
  config: { tp: 2, seed: 7, goodput: ["ttft:1"] },
});

it("orders parts by how much they moved, and names the settings that differ", () => {
  const causes = causesOf(base, other);
  expect(causes.e2el.slice(0, 3).map(({ part }) => part)).toEqual([
    ...["GEMM", "waiting for a place", "own prefill"],
  ]);
  expect(causes.ttft[0]).toEqual({ part: "waiting for a place", base: 100, other: 10 });
  expect(causes.steps[0]).toEqual({ part: "gemm", base: 8, other: 4 });
  expect(causes.conditions.map(({ part }) => part)).toEqual(["tokens a step"]);
  expect(causes.settings).toEqual([["tp", "1", "2"]]);
  expect(mainCause(causes)).toBe("GEMM -200.0 ms");
});

it("says it in sentences that add up", () => {
  expect(causeSentences(causesOf(base, other))).toEqual([
    "Settings: tp 1 -> 2.",
    "Mean TTFT 125.0 -> 30.00 ms (-95.00): waiting for a place -90.00, own prefill -5.000.",
    "Mean E2EL 625.0 -> 330.0 ms (-295.0): GEMM -200.0, waiting for a place -90.00.",
    "A mean step 11.00 -> 7.500 ms (-3.500): gemm -4.000, attention +0.500; tokens a step 100.0 -> 110.0.",
  ]);
});

it("tells no cause where nothing is known or nothing moved", () => {
  const unknown = sampleOf("c", [1]);
  expect(causeSentences(causesOf(unknown, unknown))).toEqual([]);
  expect(mainCause(causesOf(base, base))).toBe("");
});
