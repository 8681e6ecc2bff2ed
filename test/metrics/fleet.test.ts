import { expect, it } from "vitest";
import { replicaLoads } from "../../src/metrics/fleet.ts";
import { resultOf } from "./results.ts";

it("counts what each replica did", () => {
  const { result } = resultOf(
    [
      { arrivalMs: 0, firstTokenMs: 1, lastTokenMs: 4, outputTokens: 3 },
      { arrivalMs: 0, firstTokenMs: 1, lastTokenMs: 8, outputTokens: 7 },
      { arrivalMs: 0, firstTokenMs: 1, lastTokenMs: 2, outputTokens: 2 },
    ],
    {
      replica: Uint16Array.of(1, 0, 1),
      replicas: [
        { steps: 7, busyNs: 8e6, preemptions: 0, peakKvBlocks: 3 },
        { steps: 4, busyNs: 4e6, preemptions: 1, peakKvBlocks: 2 },
      ],
    },
  );
  expect(replicaLoads(result)).toEqual([
    { requests: 1, outputTokens: 7, busyShare: 1, steps: 7, preemptions: 0, peakKvBlocks: 3 },
    { requests: 2, outputTokens: 5, busyShare: 0.5, steps: 4, preemptions: 1, peakKvBlocks: 2 },
  ]);
});

it("knows no share of a run that took no time", () => {
  const idle = { steps: 0, busyNs: 0, preemptions: 0, peakKvBlocks: 0 };
  expect(replicaLoads(resultOf([], { replicas: [idle] }).result)[0]?.busyShare).toBe(0);
});
