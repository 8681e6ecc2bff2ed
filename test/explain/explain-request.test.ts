import { describe, expect, it } from "vitest";
import { explainRequest } from "../../src/explain/explain-request.ts";
import { latencyNs, pickRequest } from "../../src/explain/pick-request.ts";
import { requestText } from "../../src/explain/request-text.ts";
import { total } from "../../src/explain/waterfall-view.ts";
import { prepareServer } from "../../src/sweep/prepare.ts";
import { runScenario } from "../../src/sweep/scenario.ts";
import { Workloads } from "../../src/sweep/workloads.ts";
import { scenarioOf } from "../sweep/servers.ts";

async function explained(flags: Parameters<typeof scenarioOf>[0], tryChanges = true) {
  const config = scenarioOf(flags);
  const workloads = new Workloads();
  const report = await runScenario(config, prepareServer(config.server), workloads, { waterfalls: true });
  const picked = pickRequest(report.result, { percentile: 99, metric: "ttft" }, config.warmup);
  return { report, explanation: await explainRequest(report, picked, config, workloads, tryChanges) };
}

const BUSY = { workload: "chatbot", "num-prompts": "150", "request-rate": "60", "max-num-seqs": "16" };

describe("explainRequest", async () => {
  const { report, explanation } = await explained(BUSY);
  const { row, parts, groups, trials } = explanation;

  it("splits the request's own latency, and compares it with the usual and the slowest", () => {
    expect(total(parts)).toBeCloseTo(latencyNs(report.result, "ttft", row) / 1e6, 9);
    expect(parts.slot / total(parts)).toBeGreaterThan(0.9);
    expect(total(groups.atOrAbove!)).toBeGreaterThanOrEqual(total(parts));
    expect(total(groups.middleHalf)).toBeLessThan(total(parts));
    expect(explanation.atArrival).toMatchObject({ running: 16 });
  });

  it("tries what may shorten the largest part: each figure is that of a run with the setting", async () => {
    expect(trials.map(({ flag }) => flag)).toContain("max-num-seqs");
    for (const trial of trials) {
      if ("impossible" in trial) throw new Error(trial.impossible);
      const config = scenarioOf({ ...BUSY, [trial.flag]: String(trial.to) });
      const plain = await runScenario(config, prepareServer(config.server), new Workloads());
      expect(trial.requestMs, trial.flag).toBe(latencyNs(plain.result, "ttft", row) / 1e6);
      expect(trial.percentileMs, trial.flag).toBeCloseTo(plain.summary.ttft.p99Ms, 9);
    }
  });

  it("says it in words, with a bar for each part", () => {
    const text = requestText(explanation, report);
    expect(text).toContain(`request ${row}, the first that is not below it`);
    expect(text).toMatch(/waiting for a place +[\d.]+ +\d+\.\d % .*█/);
    expect(text).toContain("waiting for a place in a step: the step under way had to end");
    expect(text).toMatch(/max-num-seqs 16 -> 32 +[\d.]+ -> [\d.]+ \(-[\d.]+ %\)/);
  });

  it("says why a change is impossible", async () => {
    // Ten heads of a model cannot be split over four GPUs.
    const { explanation: other } = await explained({ ...BUSY, model: "qwen2.5-7b", tp: "4" });
    const refused = other.trials.find(({ flag }) => flag === "tp");
    expect(refused).toMatchObject({ from: 4, to: 8, impossible: expect.stringContaining("8") });
    expect(requestText(other, report)).toMatch(/tp 4 -> 8 is impossible: /);
  });

  it("tries nothing where that is not wanted", async () => {
    const { explanation: quick } = await explained(BUSY, false);
    expect(quick.trials).toEqual([]);
    expect(quick.parts).toEqual(parts);
  });
});

it("names KV blocks and the preemptions where memory is what lacks", async () => {
  const { explanation, report } = await explained({
    ...{ workload: "chatbot", "num-prompts": "150", "request-rate": "60", "num-gpu-blocks-override": "300" },
  });
  expect(explanation.parts.blocks / total(explanation.parts)).toBeGreaterThan(0.8);
  expect(explanation.trials.map(({ flag, to }) => [flag, to])).toContainEqual([
    "num-gpu-blocks-override",
    600,
  ]);
  expect(requestText(explanation, report)).toContain("waiting for KV blocks: the pool had too few free");
});
