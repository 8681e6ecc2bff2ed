import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cudaGraphSizes } from "../../src/engine/presets.ts";
import type { StepObserver } from "../../src/engine/replica.ts";
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
        const outcome = (
          stepByStep: boolean,
          checkInvariants: boolean,
          observed: boolean,
          waterfalls = true,
        ) => {
          const latencyModel = recordingModel(oddPrice, (prompt) => scenario.admissionPerToken * prompt);
          const steps: unknown[] = [];
          const onStep: StepObserver = ({ shape, price, ...step }) =>
            steps.push({
              ...step,
              batchTokens: shape.batchTokens,
              launch: shape.launch,
              priceNs: price.totalNs,
            });
          const result = simulate({
            requests,
            config,
            latencyModel,
            maxConcurrency: scenario.maxConcurrency,
            replicas,
            routing,
            stepByStep,
            checkInvariants,
            waterfalls,
            ...(observed ? { onStep } : {}),
          });
          return { result, steps, shapes: latencyModel.steps };
        };
        const literal = outcome(true, true, true);
        expect(outcome(false, true, true)).toEqual(literal);
        // Unwatched, it runs from one arrival to the next without stopping, replica by replica.
        const unwatched = outcome(false, false, false);
        expect(unwatched.result).toEqual(literal.result);
        if (replicas === 1) expect(unwatched.shapes).toEqual(literal.shapes);
        // Keeping account of the time changes none.
        const { waterfalls, ...times } = literal.result;
        expect(waterfalls).toBeDefined();
        expect(outcome(false, false, false, false).result).toEqual(times);
      }),
      { numRuns: RUNS },
    );
  });
});

/** Every third request belongs to the same session; some to none. */
function sessions(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, row) => (row % 4 === 3 ? -1 : row % 3));
}
