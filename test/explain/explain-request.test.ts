import { describe, expect, it } from "vitest";
import { explainRequest } from "../../src/explain/explain-request.ts";
import { latencyNs, pickRequest } from "../../src/explain/pick-request.ts";
import { requestText } from "../../src/explain/request-text.ts";
import { partsOf, total } from "../../src/explain/waterfall-view.ts";
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
      expect(trial.asideMs, trial.flag).toBeCloseTo(plain.summary.e2el.meanMs, 9);
      expect(trial.gpus).toBe(config.server.tp * config.replicas);
    }
  });

  it("says it in words, with a bar for each part", () => {
    const text = requestText(explanation, report, 160);
    expect(text).toContain(`request ${row}, the fastest that is not below it`);
    expect(text).toMatch(/waiting for a place +[\d.]+ +\d+\.\d % .*█/);
    expect(text).toContain("waiting for a place in a step: the batch was full (--max-num-seqs)");
    expect(text).toMatch(/--max-num-seqs 32 \(now 16\) +[\d.]+ +-[\d.]+ % /);
  });

  it.each([60, 80, 100, 120, 200])("fits a terminal %i wide, its figures with it", (width) => {
    const text = requestText(explanation, report, width);
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(width);
    expect(text).toMatch(/waiting for a place +[\d.]+ +\d+\.\d %/);
    expect(text).toContain("--max-num-seqs 32 (now 16)");
  });

  it("tells what the decodes of others add to a TTFT as one thing, and each kernel of an E2EL", () => {
    const text = requestText(explanation, report, 160);
    expect(text).toMatch(/decodes of others +[\d.]+/);
    expect(text).not.toMatch(/^GEMM /m);
    const { parts: e2el } = { parts: partsOf(report.result, "e2el", row) };
    expect(requestText({ ...explanation, metric: "e2el", parts: e2el }, report, 160)).toMatch(
      /^GEMM +[\d.]+/m,
    );
  });

  it("the slowest of all is compared with the usual request alone", async () => {
    const picked = pickRequest(report.result, { percentile: 100, metric: "ttft" }, 0);
    const slowest = await explainRequest(report, picked, scenarioOf(BUSY), new Workloads(), false);
    expect(slowest.groups.atOrAbove).toBeUndefined();
    expect(requestText(slowest, report, 160)).toContain(`Request ${picked.row} has the longest TTFT: `);
    expect(total(slowest.parts)).toBeCloseTo(report.summary.ttft.maxMs, 9);
  });

  it("says why a change is impossible", async () => {
    // Ten heads of a model cannot be split over four GPUs.
    const { explanation: other } = await explained({ ...BUSY, model: "qwen2.5-7b", tp: "4" });
    const refused = other.trials.find(({ flag }) => flag === "tp");
    expect(refused).toMatchObject({ from: 4, to: 8, impossible: expect.stringContaining("8") });
    expect(requestText(other, report, 160)).toMatch(/--tensor-parallel-size 8 \(now 4\) is impossible: /);
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
  expect(requestText(explanation, report, 160)).toContain("waiting for KV blocks: the pool had too few free");
});
