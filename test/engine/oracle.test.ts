import fc from "fast-check";
import { describe, it } from "vitest";
import { compareWithOracle } from "./compare-with-oracle.ts";
import { scenarios } from "./scenarios.ts";

/** `npm run soak` raises it. */
const RUNS = Number(process.env.INFERENCE_SIM_SOAK_RUNS ?? 400);

describe("engine and literal scheduler agree step by step", () => {
  it("on distinct prompts", () => {
    fc.assert(
      fc.property(scenarios({ identity: false, followUps: false }), (scenario) => {
        compareWithOracle(scenario);
      }),
      { numRuns: RUNS },
    );
  });

  it("on prompts that share prefixes", () => {
    fc.assert(
      fc.property(scenarios({ identity: true, followUps: false }), (scenario) => {
        compareWithOracle(scenario);
      }),
      { numRuns: RUNS },
    );
  });

  it("on turns that follow one another, open and closed loop", () => {
    fc.assert(
      fc.property(scenarios({ identity: true, followUps: true }), (scenario) => {
        compareWithOracle(scenario);
      }),
      { numRuns: RUNS },
    );
  });
});
