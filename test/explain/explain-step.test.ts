import { describe, expect, it } from "vitest";
import { StepPrice, StepShape } from "../../src/engine/latency-model.ts";
import { explainStep, StepCatcher } from "../../src/explain/explain-step.ts";
import { stepExplanationText } from "../../src/explain/step-text.ts";
import { prepareServer } from "../../src/sweep/prepare.ts";
import { runScenario } from "../../src/sweep/scenario.ts";
import { Workloads } from "../../src/sweep/workloads.ts";
import { scenarioOf, serverOf } from "../sweep/servers.ts";

const FLAGS = { workload: "chatbot", "num-prompts": "60", "request-rate": "20", tp: "2" };

describe("explainStep", async () => {
  const config = scenarioOf(FLAGS);
  const server = prepareServer(config.server);
  const steps: { step: number; totalNs: number; mixed: boolean }[] = [];
  const run = (onStep: StepCatcher["look"]) => runScenario(config, server, new Workloads(), { onStep });
  await run(({ step, price, shape }) => {
    steps.push({ step, totalNs: price.totalNs, mixed: shape.decodes > 0 && shape.chunks > 0 });
  });
  const mixed = steps.find((one) => one.mixed)!;
  const catcher = new StepCatcher(mixed.step, 0);
  await run(catcher.look);
  const explanation = explainStep(catcher.found, config, server, true);

  it("keeps the step as it was, though the engine goes on", () => {
    expect(catcher.found.price.totalNs).toBe(mixed.totalNs);
    expect(catcher.found.shape.chunks).toBeGreaterThan(0);
    expect(catcher.seen).toBe(steps.length);
  });

  it("finds the longest step, of all replicas or of one", async () => {
    const fleet = scenarioOf({ ...FLAGS, replicas: "2" });
    const longest = { all: 0, second: 0 };
    const [all, second] = [new StepCatcher("longest", undefined), new StepCatcher("longest", 1)];
    await runScenario(fleet, prepareServer(fleet.server), new Workloads(), {
      onStep: (record) => {
        const { totalNs } = record.price;
        longest.all = Math.max(longest.all, totalNs);
        if (record.replica === 1) longest.second = Math.max(longest.second, totalNs);
        all.look(record);
        second.look(record);
      },
    });
    expect(all.found.price.totalNs).toBe(longest.all);
    expect(second.found.price.totalNs).toBe(longest.second);
    expect(second.found.replica).toBe(1);
  });

  it("fits a narrow terminal", () => {
    for (const line of stepExplanationText(explanation, config.server, 80).split("\n"))
      expect(line.length).toBeLessThanOrEqual(80);
  });

  it("prices its two kinds alone, neither dearer than both", () => {
    const { decodesMs, prefillsMs } = explanation.alone!;
    expect(decodesMs).toBeGreaterThan(0);
    expect(decodesMs).toBeLessThan(mixed.totalNs / 1e6);
    expect(prefillsMs).toBeLessThanOrEqual(mixed.totalNs / 1e6);
  });

  it("prices the same step with other settings", () => {
    const [trial] = explanation.trials.filter(({ flag }) => flag === "tp");
    expect(trial).toMatchObject({ from: 2, to: 4 });
    const price = new StepPrice();
    const four = serverOf({ ...FLAGS, tp: "4" });
    const shape = Object.assign(new StepShape(), catcher.found.shape);
    prepareServer(four).latencyModel.price(shape, price);
    expect(trial).toMatchObject({ ms: price.totalNs / 1e6 });
  });

  it("says what bounds it, by hand: weights and KV over the bandwidth of both GPUs", () => {
    const text = stepExplanationText(explanation, config.server, 200);
    const { bytes, flops } = explanation.work;
    const memoryMs = bytes / (2 * 3.35e12) / 1e-3;
    const computeMs = flops / (2 * 989.5e12) / 1e-3;
    expect(text).toContain(`${memoryMs > computeMs ? "memory" : "compute"} is its limit`);
    expect(text).toContain(`reads and writes for ${memoryMs.toFixed(3)} ms`);
    expect(text).toMatch(/all-reduce +[\d.]+ +[\d.]+ % /);
    expect(text).toMatch(/--tensor-parallel-size 4 \(now 2\) +[\d.]+ +-[\d.]+ %/);
  });
});

it("names the steps there are where one is not", () => {
  const catcher = new StepCatcher(5, 1);
  expect(() => catcher.found).toThrow("replica 1 made no step");
  expect(() => new StepCatcher("longest", undefined).found).toThrow("the run made no step");
});
