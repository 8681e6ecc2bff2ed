import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cudaGraphSizes } from "../../src/engine/presets.ts";
import { ROUTING_POLICIES } from "../../src/engine/router.ts";
import { simulate } from "../../src/engine/simulation.ts";
import { oddPrice, recordingModel, scenarios } from "./scenarios.ts";

/** `npm run soak` raises it. */
const RUNS = Number(process.env.INFERENCE_SIM_SOAK_RUNS ?? 250);

describe("the fast engine and --step-by-step", () => {
  it.each([false, true])("leave the same bytes (named prompts: %s)", (identity) => {
    const fleets = fc.record({
      scenario: scenarios({ identity, followUps: true }),
      replicas: fc.constantFrom(1, 1, 2, 3),
      routing: fc.constantFrom(...ROUTING_POLICIES),
      session: fc.boolean(),
      cudaGraphMode: fc.constantFrom("none" as const, "piecewise" as const, "full-and-piecewise" as const),
    });
    fc.assert(
      fc.property(fleets, ({ scenario, replicas, routing, session, cudaGraphMode }) => {
        const requests = session
          ? { ...scenario.requests, session: sessions(scenario.requests.count) }
          : scenario.requests;
        const config = { ...scenario.config, cudaGraphMode, cudaGraphSizes: cudaGraphSizes(8, 64, 8) };
        const outcome = (stepByStep: boolean, checkInvariants: boolean) => {
          const steps: unknown[] = [];
          const result = simulate({
            requests,
            config,
            latencyModel: recordingModel(oddPrice, (prompt) => scenario.admissionPerToken * prompt),
            maxConcurrency: scenario.maxConcurrency,
            replicas,
            routing,
            stepByStep,
            checkInvariants,
            onStep: ({ shape, price, ...step }) => {
              const { chunkTokens, chunkContext, ...sums } = shape;
              steps.push({
                ...step,
                ...sums,
                chunks: [...chunkTokens.subarray(0, shape.chunks)],
                price: price.totalNs,
              });
            },
          });
          return { result, steps };
        };
        const literal = outcome(true, true);
        expect(outcome(false, true)).toEqual(literal);
        // Unchecked, it runs from one arrival to the next without stopping.
        const { result, steps } = outcome(false, false);
        expect(result).toEqual(literal.result);
        expect(steps).toHaveLength(literal.steps.length);
      }),
      { numRuns: RUNS },
    );
  });
});

/** Every third request belongs to the same session; some to none. */
function sessions(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, row) => (row % 4 === 3 ? -1 : row % 3));
}
