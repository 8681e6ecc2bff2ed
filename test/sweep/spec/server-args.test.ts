import { describe, expect, it } from "vitest";
import { planSweep } from "../../../src/sweep/plan.ts";
import { parseSweep } from "../../../src/sweep/spec/read.ts";

const spec = (text: string) => parseSweep(text, "s.yaml");
const COMMAND = "vllm serve meta-llama/Llama-3.1-8B --tensor-parallel-size 2 --max-num-seqs 64 --port 80";

describe("vllmArgs of a sweep file", () => {
  it("is what all scenarios begin with, the model too", () => {
    const { settings, axes, notes } = spec(`vllmArgs: "${COMMAND}"\nrequestRates: [1, 2]`);
    expect(settings).toEqual({ model: "meta-llama/Llama-3.1-8B", tp: 2, "max-num-seqs": 64 });
    expect(axes.map(({ names }) => names)).toEqual([["request-rate"]]);
    expect(notes).toEqual(["vllmArgs: without effect on the simulation: --port"]);
  });

  it("gives way to what else the file says", () => {
    const text = `vllmArgs: "${COMMAND}"\ntp: [1, 4]\nengine: {maxNumSeqs: 8}`;
    expect(spec(text).settings["max-num-seqs"]).toBe(8);
    const same = `models: llama-3.1-8b\ntp: [1, 4]\nengine: {maxNumSeqs: 8}`;
    const ids = (one: string) => planSweep(spec(one)).scenarios.map(({ id }) => id);
    expect(ids(text)).toEqual(ids(same));
  });

  it.each([
    ['vllmArgs: "vllm serve m --max-num-seqs many"', "s.yaml:1:1: vllmArgs: --max-num-seqs must be"],
    [
      'tp: 1\nvllmArgs: "vllm serve llama-3.1-8b --pipeline-parallel-size 2"',
      "s.yaml:2:1: vllmArgs: --pipeline",
    ],
    ['vllmArgs: "vllm serve --max-num-seqs 8"', "models is missing"],
    ["vllmArgs: 3\nmodels: llama-3.1-8b", "s.yaml:1:1: vllmArgs must be a text, got 3"],
  ])("says what is wrong with %j, and where", (text, message) => {
    expect(() => spec(text)).toThrow(message);
  });

  it("refuses single scenarios of a mixture of experts that would run in a way that is not simulated", () => {
    const text = 'vllmArgs: "vllm serve mixtral-8x7b --enable-expert-parallel"\ntp: [1, 4]';
    expect(
      planSweep(spec(text)).scenarios.map(({ problem }) => problem?.includes("--enable-expert-parallel")),
    ).toEqual([undefined, true]);
  });
});
