import { describe, expect, it } from "vitest";
import { errorBars } from "../../src/sweep/error-bars.ts";
import { prepareServer } from "../../src/sweep/prepare.ts";
import { runScenario } from "../../src/sweep/scenario.ts";
import { Workloads } from "../../src/sweep/workloads.ts";
import { scenarioOf } from "./servers.ts";

async function barsOf(flags: Parameters<typeof scenarioOf>[0]) {
  const scenario = scenarioOf({ workload: "chatbot", "num-prompts": "50", "request-rate": "5", ...flags });
  const server = prepareServer(scenario.server);
  const report = await runScenario(scenario, server, new Workloads());
  return { report, bars: errorBars(scenario, server, report) };
}

describe("errorBars", () => {
  it("enclose the run's own figures and are wider where steps matter more", async () => {
    const { report, bars } = await barsOf({ "latency-model": "mfu" });
    if (!bars.known) throw new Error(bars.reason);
    expect(bars.relative).toBeGreaterThan(0.01);
    expect(bars.relative).toBeLessThan(0.3);
    const { summary } = report;
    for (const metric of ["ttft", "tpot", "e2el"] as const) {
      expect(bars.fast[metric].meanMs).toBeLessThan(summary[metric].meanMs);
      expect(bars.slow[metric].meanMs).toBeGreaterThan(summary[metric].meanMs);
    }
    // Tokens follow steps: their relative range is that of the steps, but for changing batches.
    const spread = (bars.slow.tpot.meanMs - bars.fast.tpot.meanMs) / summary.tpot.meanMs;
    expect(spread).toBeGreaterThan(1.8 * bars.relative);
    expect(bars.fast.completed).toBe(summary.completed);
  });

  it("are not made up where no error is known", async () => {
    const { bars } = await barsOf({ "latency-model": "calibrated" });
    expect(bars).toEqual({
      known: false,
      reason: "no error of the calibrated latency model's step times is known",
    });
  });
});
