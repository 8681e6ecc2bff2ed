import { describe, expect, it } from "vitest";
import { tpotNs } from "../../../src/metrics/latencies.ts";
import { measured } from "../../../src/metrics/truth/measured.ts";
import type { Truth } from "../../../src/metrics/truth/truth.ts";
import { runAgainst } from "../../../src/sweep/against/run-against.ts";
import { prepareServer } from "../../../src/sweep/prepare.ts";
import { runScenario } from "../../../src/sweep/scenario.ts";
import { changedServer } from "../../../src/sweep/what-if/server.ts";
import type { WhatIf } from "../../../src/sweep/what-if/what-if.ts";
import { Workloads } from "../../../src/sweep/workloads.ts";
import { scenarioOf } from "../servers.ts";

type Flags = Parameters<typeof scenarioOf>[0];

const FLAGS: Flags = {
  ...{ "num-prompts": "200", "request-rate": "12", "random-input-len": "800", "random-output-len": "60" },
  ...{ "random-range-ratio": "0.6", "max-model-len": "4096" },
};

/** A simulated server, taken for a measured one. */
async function measuredAs(flags: Flags, whatIf: WhatIf = {}): Promise<Truth> {
  const scenario = scenarioOf({ ...FLAGS, ...flags });
  const server = changedServer(scenario.server, prepareServer(scenario.server), whatIf);
  const { result, requests } = await runScenario(scenario, server, new Workloads());
  const rows = Array.from({ length: result.count }, (_, row) => ({
    arrivalMs: result.arrivalNs[row]! / 1e6,
    promptTokens: requests.promptTokens[row]!,
    outputTokens: result.outputTokens[row]!,
    ttftMs: (result.firstTokenNs[row]! - result.arrivalNs[row]!) / 1e6,
    tpotMs: tpotNs(result, row) / 1e6,
    e2elMs: (result.lastTokenNs[row]! - result.arrivalNs[row]!) / 1e6,
  }));
  const { figures, ...rest } = measured(rows);
  return { tool: "csv", file: "x.csv", name: "", failed: 0, notes: [], figures, ...rest };
}

/** What is said of a measured server that is taken for the one of `FLAGS`. */
async function causeOf(flags: Flags, whatIf?: WhatIf, taken: Flags = {}): Promise<string> {
  const truth = await measuredAs(flags, whatIf);
  const { causes } = await runAgainst(truth, scenarioOf({ ...FLAGS, ...taken }), undefined);
  return causes.at(-1)!;
}

const factorIn = (text: string) => Number(/ x ([\d.]+) agrees/.exec(text)?.[1]);

describe("bestChange", () => {
  it("finds nothing to explain in a run that agrees", async () => {
    expect(await causeOf({})).toBe("No mean is off by more than 5 %.");
  });

  it("finds another tensor-parallel degree, GPU, element type and token budget", async () => {
    expect(await causeOf({ tp: "2" })).toMatch(/--tp 2 agrees best: .* to 0\.0 %/);
    expect(await causeOf({ gpu: "H200" })).toMatch(/--gpu H200 agrees best: .* to 0\.0 %/);
    expect(await causeOf({ quantization: "fp8" })).toMatch(/--quantization fp8 agrees best: .* to 0\.0 %/);
    const budget = await causeOf({ "max-num-batched-tokens": "512", "random-input-len": "1500" }, undefined, {
      "random-input-len": "1500",
    });
    expect(budget).toContain("--max-num-batched-tokens 512 agrees best");
  });

  it("finds how much bandwidth and how much host time there was", async () => {
    const bandwidth = await causeOf({}, { bandwidth: 0.7 });
    expect(bandwidth).toContain("memory bandwidth x");
    expect(factorIn(bandwidth)).toBeCloseTo(0.7, 1);
    const host = await causeOf({}, { host: 8 });
    expect(host).toContain("host time of a step x");
    expect(factorIn(host) / 8).toBeCloseTo(1, 0);
  });

  it("finds fewer places, and a smaller KV cache", async () => {
    expect(await causeOf({ "max-num-seqs": "6" })).toContain("--max-num-seqs 6 agrees best");
    const cache = await causeOf({ "num-gpu-blocks-override": "301", "max-model-len": "4096" });
    const tokens = Number(/a KV cache of ([\d,]+) tokens agrees/.exec(cache)?.[1]?.replaceAll(",", ""));
    expect(tokens / (300 * 16)).toBeCloseTo(1, 1);
  });

  it("finds that a limit was set too low", async () => {
    const text = await causeOf({}, undefined, { "max-num-seqs": "6" });
    expect(Number(/--max-num-seqs (\d+) agrees/.exec(text)?.[1])).toBeGreaterThan(12);
  });
});
