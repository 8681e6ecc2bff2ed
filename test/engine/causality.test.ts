import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StepRecord } from "../../src/engine/replica.ts";
import { FINISH } from "../../src/engine/result.ts";
import { simulate } from "../../src/engine/simulation.ts";
import { oddPrice, recordingModel, type Scenario, scenarios } from "./scenarios.ts";

function run({ config, requests, admissionPerToken, maxConcurrency }: Scenario) {
  const steps: Pick<StepRecord, "startNs" | "endNs" | "running" | "kvBlocks">[] = [];
  const result = simulate({
    requests,
    config,
    latencyModel: recordingModel(oddPrice, (prompt) => admissionPerToken * prompt),
    maxConcurrency,
    onStep: ({ startNs, endNs, running, kvBlocks }) => steps.push({ startNs, endNs, running, kvBlocks }),
  });
  return { result, steps };
}

describe("output lengths", () => {
  it("are invisible to scheduling until the last token is there", () => {
    const cases = fc.record({
      scenario: scenarios({ identity: true, followUps: true }),
      pick: fc.nat(),
      longer: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(cases, ({ scenario, pick, longer }) => {
        const { requests } = scenario;
        const row = pick % requests.count;
        const outputTokens = requests.outputTokens.slice();
        outputTokens[row]! += longer;
        const before = run(scenario);
        const after = run({ ...scenario, requests: { ...requests, outputTokens } });
        // Whether a request can ever fit is decided when it comes in.
        fc.pre(before.result.finish[row] !== FINISH.rejected && after.result.finish[row] !== FINISH.rejected);
        const endNs = before.result.lastTokenNs[row]!;
        const early = (steps: typeof before.steps) => steps.filter((step) => step.startNs < endNs);
        expect(early(after.steps)).toEqual(early(before.steps));
      }),
      { numRuns: 200 },
    );
  });
});

describe("tokens", () => {
  it("are all accounted for: gaps and first tokens add up to what was generated", () => {
    fc.assert(
      fc.property(scenarios({ identity: true, followUps: true }), (scenario) => {
        const { result } = run(scenario);
        const generated = result.outputTokens.reduce((sum, tokens) => sum + tokens, 0);
        const gaps = result.itl.weight.reduce((sum, weight) => sum + weight, 0);
        expect(gaps + result.completed).toBe(generated);
        expect(result.outputTokensPerSecond.reduce((sum, tokens) => sum + tokens, 0)).toBe(generated);
        // Gaps of a request sum to the time between its first and its last token.
        const gapSum = result.itl.durationNs.reduce((sum, ns, i) => sum + ns * result.itl.weight[i]!, 0);
        let spans = 0;
        for (let row = 0; row < result.count; row++) {
          if (result.finish[row] !== FINISH.rejected)
            spans += result.lastTokenNs[row]! - result.firstTokenNs[row]!;
        }
        expect(gapSum).toBe(spans);
      }),
      { numRuns: 200 },
    );
  });
});
