import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { parseSweep } from "../../../src/sweep/spec/read.ts";

/** The sentences for what is wrong with a sweep file. */
function problemsOf(text: string): string[] {
  try {
    parseSweep(text, "s.yaml");
  } catch (error) {
    if (error instanceof UserError) return error.message.split("\n");
    throw error;
  }
  return [];
}

describe("parseSweep", () => {
  it("reads axes in order, the server's first and seeds last", () => {
    const { axes, settings } = parseSweep(
      `
seeds: 2
requestRates: [1, inf]
workloads: [{dataset: random, randomInputLen: 64}]
engine: {maxNumSeqs: [8, 16], blockSize: 32}
models: [llama-3.1-8b, qwen3-8b]
tp: 2
settings: {goodput: ["ttft:500"], percentiles: [95]}
`,
      "s.yaml",
    );
    expect(axes.map(({ names }) => names.join())).toEqual([
      ...["model", "tp", "max-num-seqs", "workload", "request-rate", "seed"],
    ]);
    expect(axes[4]!.values).toEqual([{ "request-rate": 1 }, { "request-rate": Number.POSITIVE_INFINITY }]);
    expect(axes[5]!.values).toEqual([{ seed: 0 }, { seed: 1 }]);
    expect(settings).toEqual({ goodput: ["ttft:500"], percentiles: [95], "block-size": 32 });
  });

  it("takes settings as camel case, with dashes or with underscores", () => {
    const spelt = (key: string) =>
      parseSweep(`{models: llama-3.1-8b, engine: {${key}: 8}}`, "s.yaml").settings;
    for (const key of ["maxNumSeqs", "max-num-seqs", "max_num_seqs"])
      expect(spelt(key)).toEqual({ "max-num-seqs": 8 });
  });

  it("names workloads, and makes one value of the axis of each combination of their lists", () => {
    const { workloads, axes, ownRates } = parseSweep(
      `
models: llama-3.1-8b
workloads:
  - {dataset: random, randomInputLen: 64, randomOutputLen: [8, 16]}
  - {name: mine, trace: configs/workloads/chat.csv, limit: 5}
  - {dataset: chatbot, requestRate: 3}
`,
      "s.yaml",
    );
    expect(workloads).toEqual({
      "random-64": { workload: "random", "random-input-len": 64 },
      mine: { trace: "configs/workloads/chat.csv", limit: 5 },
      chatbot: { workload: "chatbot", "request-rate": 3 },
    });
    expect(axes.find(({ names }) => names[0] === "workload")!.values).toEqual([
      { workload: "random-64", "random-output-len": 8 },
      { workload: "random-64", "random-output-len": 16 },
      { workload: "mine" },
      { workload: "chatbot" },
    ]);
    expect([...ownRates]).toEqual([["chatbot", "one"]]);
  });

  it.each([
    ["models: [llama-3.1-8b]\ntpp: 2", 's.yaml:2:1: tpp is not a known key. Did you mean "tp"?'],
    [
      "models: [llama-3.1-8b]\ntp: [1, two]",
      's.yaml:2:9: tp must be a whole number of GPUs, at least 1, got "two"',
    ],
    ["models: [llama-3.1-8b, llama-3.1-9b]", "s.yaml:1:24: --model is not a known model"],
    ["models: llama-3.1-8b\ngpus: H1000", "s.yaml:2:1: --gpu is not in"],
    ["tp: 2", "s.yaml:1:1: models is missing"],
    ["models: llama-3.1-8b\nengine:\n  maxNumSeq: 4", "s.yaml:3:3: engine.maxNumSeq is no setting here"],
    ["models: llama-3.1-8b\nengine: {seed: 4}", "engine.seed is no setting here"],
    [
      "models: llama-3.1-8b\nworkloads: [{trace: nowhere.csv}]",
      's.yaml:2:14: trace does not exist, got "nowhere.csv"',
    ],
    [
      "models: llama-3.1-8b\nseeds: 0",
      "seeds must be how many seeds, from 1 to 10000, or a list of whole numbers, got 0",
    ],
    ["models: llama-3.1-8b\nexclude: [{tp: 2}]", "exclude.0.tp is no axis of this sweep"],
    ["models: llama-3.1-8b\ntp: [1, 2]\nexclude: [{tp: 4}]", "exclude.0.tp is no value of that axis, got 4"],
    ["models: llama-3.1-8b\ntp: [1, 2]\nlinked: [[models, tp]]", "equally many values (model 1, tp 2)"],
    ["models: llama-3.1-8b\nengine: {maxNumSeqs: 4, max-num-seqs: 8}", "engine.max-num-seqs is given twice"],
    ["models: llama-3.1-8b\ntp: []", "s.yaml:2:1: tp needs at least one value, got []"],
    [
      "models: llama-3.1-8b\nrequestRates: [1, -2]",
      "s.yaml:2:19: requestRates must be a number of requests/s",
    ],
    [
      "models: llama-3.1-8b\nrequestRates: [2 req/s]",
      "s.yaml:2:16: requestRates must be a number of requests/s",
    ],
    ["models: llama-3.1-8b\nrequestRates: [1, [2]]", "s.yaml:2:19: requestRates.1 must be a text, a number"],
    [
      "models: llama-3.1-8b\nrequestRates: [.nan]",
      "s.yaml:2:16: requestRates must be a number of requests/s",
    ],
    [
      "models: llama-3.1-8b\nseeds: [1, -1]",
      "s.yaml:2:12: seeds.1 must be a whole number, at least 0, got -1",
    ],
    ["models: llama-3.1-8b\nlinked: [tp]", "s.yaml:2:10: linked.0 must be a list of axes"],
    ["models: llama-3.1-8b\nexclude: [{}]", "s.yaml:2:11: exclude.0 must name at least one axis"],
    [
      "models: llama-3.1-8b\nmaxNumSeqs: 4",
      "s.yaml:2:1: maxNumSeqs is not a known key. It belongs under engine",
    ],
    [
      "models: llama-3.1-8b\nsettings: {tp: 4}",
      "s.yaml:2:12: settings.tp is no setting here. Write it at the top: tp",
    ],
    [
      "models: llama-3.1-8b\nsettings: {goodput: [ttft:x]}",
      "s.yaml:2:12: --goodput must be METRIC:MILLISECONDS",
    ],
    [
      "models: llama-3.1-8b\nworkloads: [{dataset: random, stages: 10s}]",
      "s.yaml:2:31: --stages must be RATE:SECONDS",
    ],
    ["models: llama-3.1-8b\nworkloads: [{trace: configs}]", "s.yaml:2:14: trace is a folder, not a trace"],
    [
      "models: llama-3.1-8b\nworkloads: [{dataset: random, trace: configs/workloads/chat.csv}]",
      's.yaml:2:31: workloads.0.trace has no effect with the workload "random"',
    ],
    [
      "models: llama-3.1-8b\nworkloads: [{dataset: random, requestRate: 2, stages: '5:60'}]",
      "s.yaml:2:47: workloads.0.stages is a second rate of this workload",
    ],
    [
      "models: llama-3.1-8b\nworkloads: [{name: 3, dataset: random}]",
      "s.yaml:2:14: workloads.0.name must be a text",
    ],
    ["models: [", "s.yaml:1:10: not valid YAML"],
    ["models: a\nmodels: b", "s.yaml:2:1: not valid YAML: Map keys must be unique"],
    ["", "s.yaml: is empty"],
    ["- a", "the document must be a mapping"],
  ])("says what is wrong with %j, and where", (text, message) => {
    const problems = problemsOf(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join("\n")).toContain(message);
  });

  it("tells everything that is wrong at once, from top to bottom", () => {
    const problems = problemsOf("models: nomodel\nrequestRates: [0]\nengine: {maxNumSeqs: -1}\ntp: 0");
    expect(problems.map((problem) => problem.split(":")[1])).toEqual(["1", "2", "3", "4"]);
  });
});
