import { describe, expect, it } from "vitest";
import {
  asWritten,
  type ExperimentScenario,
  experimentManifest,
  questionOf,
} from "../../../src/sweep/experiment/experiment-manifest.ts";

const QUESTION = {
  command: "capacity",
  options: { seeds: 2 },
  settings: { tp: [1, 2], "request-rate": Number.POSITIVE_INFINITY },
};
const scenario = (id: string, tp: number, rate: number, seed: number): ExperimentScenario => ({
  id,
  settings: { tp, "request-rate": rate, seed, "max-num-seqs": 64 },
});
const SCENARIOS = [
  scenario("a", 2, 10, 1),
  scenario("b", 2, 10, 0),
  scenario("c", 2, 9.5, 0),
  { ...scenario("d", 1, 9.5, 0), whatIf: { peak: 1.1 } },
  scenario("e", 1, 9.5, 0),
];

describe("experimentManifest", () => {
  it("is valid JSON with what scenarios share once, and of each what differs", () => {
    const json = JSON.parse(experimentManifest(QUESTION, SCENARIOS));
    expect(json).toMatchObject({
      format: "inference-sim experiment 1",
      command: "capacity",
      options: { seeds: 2 },
      settings: { tp: [1, 2], "request-rate": "inf" },
      derived: { "max-num-seqs": 64 },
    });
    expect(json.scenarios).toContainEqual({
      id: "d",
      settings: { tp: 1, "request-rate": 9.5, seed: 0 },
      whatIf: { peak: 1.1 },
    });
  });

  it("orders scenarios by their settings as numbers, seeds together, and not by when they came", () => {
    const ids = (text: string) => JSON.parse(text).scenarios.map(({ id }: { id: string }) => id);
    const text = experimentManifest(QUESTION, SCENARIOS);
    expect(ids(text)).toEqual(["e", "c", "b", "a", "d"]);
    expect(experimentManifest(QUESTION, SCENARIOS.toReversed())).toBe(text);
  });

  it("holds the question as it will be compared, and is nobody else's", () => {
    const json = JSON.parse(experimentManifest(QUESTION, []));
    expect(json.scenarios).toEqual([]);
    expect(questionOf(json)).toEqual(asWritten(QUESTION));
    for (const other of [undefined, {}, { ...json, format: "inference-sim sweep 1" }])
      expect(questionOf(other)).toBeUndefined();
  });
});
