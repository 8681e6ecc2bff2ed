import { describe, expect, it } from "vitest";
import { tpotNs } from "../../../src/metrics/latencies.ts";
import { measured } from "../../../src/metrics/truth/measured.ts";
import type { Truth } from "../../../src/metrics/truth/truth.ts";
import { runAgainst } from "../../../src/sweep/against/run-against.ts";
import { prepareServer } from "../../../src/sweep/prepare.ts";
import { runScenario } from "../../../src/sweep/scenario.ts";
import { Workloads } from "../../../src/sweep/workloads.ts";
import { scenarioOf } from "../servers.ts";

const scenario = scenarioOf({
  ...{ "num-prompts": "200", "request-rate": "6", "random-input-len": "800", "random-output-len": "60" },
  ...{ "random-range-ratio": "0.8" },
});

/** A simulation taken for a measurement, with latencies that `change` makes of it. */
async function truthOf(
  change: (request: { ttftMs: number; tpotMs: number; prompt: number; minutes: number }) => [number, number],
): Promise<Truth> {
  const { result, requests } = await runScenario(scenario, prepareServer(scenario.server), new Workloads());
  const rows = Array.from({ length: result.count }, (_, row) => {
    const arrivalMs = result.arrivalNs[row]! / 1e6;
    const [ttftMs, tpot] = change({
      ttftMs: result.firstTokenNs[row]! / 1e6 - arrivalMs,
      tpotMs: tpotNs(result, row) / 1e6,
      prompt: requests.promptTokens[row]!,
      minutes: arrivalMs / 60_000,
    });
    const outputTokens = result.outputTokens[row]!;
    const e2elMs = ttftMs + tpot * (outputTokens - 1);
    return { arrivalMs, promptTokens: requests.promptTokens[row]!, outputTokens, ttftMs, e2elMs };
  });
  const { figures, ...rest } = measured(rows);
  return { tool: "csv", file: "x.csv", name: "", failed: 0, notes: [], figures, ...rest };
}

const causesFor = async (change: Parameters<typeof truthOf>[0]) =>
  (await runAgainst(await truthOf(change), scenario, undefined)).causes.join(" ");

describe("likelyCauses", () => {
  it("finds nothing to explain in a run that agrees", async () => {
    expect(await causesFor(({ ttftMs, tpotMs }) => [ttftMs, tpotMs])).toBe(
      "No mean is off by more than 5 %.",
    );
  });

  it("tells a constant, a cost per token and a growing queue apart", async () => {
    const constant = await causesFor(({ ttftMs, tpotMs }) => [ttftMs + 40, tpotMs]);
    expect(constant).toMatch(/TTFT is -\d+\.\d %\. Most of it is -40\.00 ms for every request/);
    const perToken = await causesFor(({ ttftMs, tpotMs, prompt }) => [ttftMs + 0.05 * prompt, tpotMs]);
    expect(perToken).toContain("Most of it is -50.00 ms per 1000 prompt tokens: the price of prefill");
    const growing = await causesFor(({ ttftMs, tpotMs, minutes }) => [ttftMs + 600 * minutes, tpotMs]);
    expect(growing).toContain("Most of it is 600.0 ms less with each minute: the real queue grows faster");
  });

  it("tells slow steps from a dear KV cache", async () => {
    const steps = await causesFor(({ ttftMs, tpotMs }) => [ttftMs, tpotMs * 1.5]);
    expect(steps).toMatch(/TPOT is -33\.3 %: steps are priced too fast\. Of a simulated step: gemm \d+/);
    expect(steps).not.toContain("attention over the KV cache");
    const cache = await causesFor(({ ttftMs, tpotMs, prompt }) => [ttftMs, tpotMs + 0.004 * prompt]);
    expect(cache).toContain("per 1000 prompt tokens: attention over the KV cache");
  });
});
