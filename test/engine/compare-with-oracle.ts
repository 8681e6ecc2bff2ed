import { expect } from "vitest";
import { type SimulationOptions, simulate } from "../../src/engine/simulation.ts";
import { runOracle } from "./oracle.ts";
import { oddPrice, recordingModel, type Scenario } from "./scenarios.ts";

/** Runs a scenario through engine and oracle; every step and every time of every request must agree. */
export function compareWithOracle(scenario: Scenario, options: Partial<SimulationOptions> = {}) {
  const { config, requests, maxConcurrency } = scenario;
  const admissionNs = (prompt: number) => scenario.admissionPerToken * prompt;
  const oracle = runOracle({ config, requests, price: oddPrice, admissionNs, maxConcurrency });
  const latencyModel = recordingModel(oddPrice, admissionNs);
  const result = simulate({
    config,
    requests,
    latencyModel,
    maxConcurrency,
    checkInvariants: true,
    ...options,
  });

  expect(latencyModel.steps).toEqual(oracle.steps.map(({ startNs, endNs, ...shape }) => shape));
  const gaps = new Map<number, number>();
  for (const request of oracle.requests) {
    const { row, tokenTimesNs: times } = request;
    const rejected = oracle.rejected.includes(row);
    const seen = {
      arrivalNs: result.arrivalNs[row],
      firstScheduledNs: result.firstScheduledNs[row],
      firstTokenNs: result.firstTokenNs[row],
      lastTokenNs: result.lastTokenNs[row],
      outputTokens: result.outputTokens[row],
      cachedTokens: result.cachedTokens[row],
      preemptions: result.preemptions[row],
      rejected: result.finish[row] === 3,
    };
    expect({ row, ...seen }).toEqual({
      row,
      arrivalNs: rejected ? seen.arrivalNs : request.arrivalNs,
      firstScheduledNs: request.firstScheduledNs,
      firstTokenNs: times[0] ?? Number.NaN,
      lastTokenNs: times.at(-1) ?? Number.NaN,
      outputTokens: times.length,
      cachedTokens: request.cachedTokens,
      preemptions: request.preemptions,
      rejected,
    });
    for (let i = 1; i < times.length; i++) {
      const gap = times[i]! - times[i - 1]!;
      gaps.set(gap, (gaps.get(gap) ?? 0) + 1);
    }
  }
  const weights = new Map<number, number>();
  result.itl.durationNs.forEach((gap, i) => {
    weights.set(gap, (weights.get(gap) ?? 0) + result.itl.weight[i]!);
  });
  expect(new Map([...weights].sort((a, b) => a[0] - b[0]))).toEqual(
    new Map([...gaps].sort((a, b) => a[0] - b[0])),
  );
  expect(result.completed + result.rejected).toBe(requests.count);
  expect(result.totalPreemptions).toBe(oracle.preemptions);
  expect(result.peakKvBlocks).toBe(oracle.peakKvBlocks);
  expect(result.prefixCache).toMatchObject({
    queriedTokens: oracle.queriedTokens,
    hitTokens: oracle.hitTokens,
  });
  return { result, oracle };
}
