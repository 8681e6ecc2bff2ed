import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gridPoints } from "../../src/sweep/grid.ts";
import { parseSweep } from "../../src/sweep/spec/read.ts";

const points = (text: string) => gridPoints(parseSweep(`models: llama-3.1-8b\n${text}`, "s.yaml"));
const count = (text: string) => points(text).length;

describe("gridPoints", () => {
  it("makes every combination, seeds running fastest", () => {
    const all = points("tp: [1, 2]\nrequestRates: [4, 8]\nseeds: 2");
    expect(all.map(({ tp, "request-rate": rate, seed }) => [tp, rate, seed].join())).toEqual([
      ...["1,4,0", "1,4,1", "1,8,0", "1,8,1", "2,4,0", "2,4,1", "2,8,0", "2,8,1"],
    ]);
  });

  it("has as many points as the product of its axes, each different", () => {
    const axis = (most: number) =>
      fc.uniqueArray(fc.integer({ min: 1, max: most }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(axis(8), axis(100), axis(50), axis(4), (tp, seqs, rates, seeds) => {
        const text = `tp: [${tp}]\nengine: {maxNumSeqs: [${seqs}]}\nrequestRates: [${rates}]\nseeds: [${seeds}]`;
        const all = points(text);
        expect(all).toHaveLength(tp.length * seqs.length * rates.length * seeds.length);
        expect(new Set(all.map((point) => JSON.stringify(point))).size).toBe(all.length);
      }),
      { numRuns: 30 },
    );
  });

  it("lets linked axes advance together", () => {
    const all = points(
      "tp: [1, 2, 4]\nengine: {maxNumSeqs: [8, 16, 32]}\nlinked: [[tp, maxNumSeqs]]\nseeds: 2",
    );
    expect(all).toHaveLength(6);
    for (const point of all) expect(point["max-num-seqs"]).toBe(8 * (point.tp as number));
  });

  it("leaves out what matches all of an exclude", () => {
    const all = points("tp: [1, 2]\nrequestRates: [4, 8]\nexclude: [{tp: 2, requestRates: [8, 4]}]");
    expect(all.map(({ tp }) => tp)).toEqual([1, 1]);
    const one = points("tp: [1, 2]\nrequestRates: [4, 8]\nexclude: [{tp: 2, requestRates: 8}]");
    expect(one).toHaveLength(3);
  });

  it("refuses an exclude that another one has made idle, and a sweep of nothing", () => {
    expect(() => points("tp: [1, 2]\nexclude: [{tp: 2}, {tp: 2}]")).toThrow(
      "exclude.1 leaves no scenario out",
    );
    expect(() => points("tp: [1, 2]\nexclude: [{tp: [1, 2]}]")).toThrow("leaves no scenario to run");
  });

  it("adds includes with the axes they do not name, and no doubles", () => {
    const all = points(
      "tp: [1, 2]\nrequestRates: [4, 8]\ninclude: [{tp: 8}, {tp: 2, requestRates: 16}, {tp: 1}]",
    );
    expect(all.map(({ tp, "request-rate": rate }) => `${tp}@${rate}`)).toEqual([
      ...["1@4", "1@8", "2@4", "2@8", "8@4", "8@8", "2@16"],
    ]);
  });

  it("does not multiply traces with their own arrivals by rates and seeds", () => {
    const trace = "{trace: configs/workloads/chat.csv}";
    expect(count(`workloads: [${trace}]\nrequestRates: [1, 2]\nseeds: 3`)).toBe(1);
    expect(count(`workloads: [${trace}, {dataset: random}]\nrequestRates: [1, 2]\nseeds: 3`)).toBe(1 + 6);
    // Lengths only: the entry says at which rates they arrive.
    expect(count(`workloads: [{trace: configs/workloads/chat.csv, requestRate: [1, 2]}]\nseeds: 3`)).toBe(6);
  });

  it("lets a workload's own rate win over the axis", () => {
    const all = points(
      "workloads: [{dataset: random, requestRate: 5}, {dataset: chatbot}]\nrequestRates: [1, 2]",
    );
    expect(all.map(({ workload, "request-rate": rate }) => [workload, rate])).toEqual([
      ["random", undefined],
      ["chatbot", 1],
      ["chatbot", 2],
    ]);
  });

  it("multiplies neither a ramp-up nor stages by the axis of rates", () => {
    const ramp = "{dataset: random, rampUpStrategy: linear, rampUpStartRps: 1, rampUpEndRps: 9}";
    const stages = "{name: s, dataset: random, stages: ['5:60', '20:30']}";
    const several = "{name: r, dataset: random, requestRate: [3, 4]}";
    expect(
      points(`workloads: [${ramp}, ${stages}, ${several}]\nrequestRates: [1, 2]`).map(
        ({ workload, "request-rate": rate }) => [workload, rate],
      ),
    ).toEqual([
      ["random", undefined],
      ["s", undefined],
      ["r", 3],
      ["r", 4],
    ]);
  });

  it("refuses what must be a slip of the pen", () => {
    const text = `requestRates: [${Array.from({ length: 200 }, (_, i) => i + 1)}]\nseeds: 10000`;
    expect(() => points(text)).toThrow("makes 2000000 scenarios");
  });
});
