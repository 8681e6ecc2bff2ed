import { describe, expect, it } from "vitest";
import { type Question, questionDifferences } from "../../../src/sweep/experiment/question.ts";

const ASKED: Question = {
  command: "capacity",
  options: { slo: ["ttft_p99<1s"], seeds: 3 },
  settings: { tp: [1, 2], trace: undefined },
};

describe("questionDifferences", () => {
  it("finds none between equal questions, whatever the order of their keys; a setting that is not there is none", () => {
    const same: Question = {
      settings: { tp: [1, 2] },
      options: { seeds: 3, slo: ["ttft_p99<1s"] },
      command: "capacity",
    };
    expect(questionDifferences(ASKED, same)).toEqual([]);
  });

  it("tells the objectives before the settings that follow from them", () => {
    const other: Question = { ...ASKED, options: { slo: ["ttft_p99<2s"], seeds: 3 }, settings: { tp: 1 } };
    expect(questionDifferences(ASKED, other)).toEqual([
      "slo [ttft_p99<1s], here [ttft_p99<2s]",
      "tp [1,2], here 1",
    ]);
  });

  it("tells what is only on one side, and nothing else of another command", () => {
    expect(questionDifferences(ASKED, { ...ASKED, settings: { tp: [1, 2], trace: "a.csv" } })).toEqual([
      "trace not given, here a.csv",
    ]);
    expect(questionDifferences(ASKED, { command: "compare", options: {}, settings: {} })).toEqual([
      "command capacity, here compare",
    ]);
  });

  it("goes by what is compared, in order", () => {
    const of = (...names: string[]): Question => ({
      ...{ command: "compare", options: {}, settings: {} },
      sources: names.map((name) => ({ name, path: `out/${name}` })),
    });
    expect(questionDifferences(of("a", "b"), of("b", "a"))).toHaveLength(2);
    expect(questionDifferences(of("a", "b"), of("a", "b"))).toEqual([]);
  });
});
