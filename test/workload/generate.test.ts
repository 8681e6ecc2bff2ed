import { describe, expect, it } from "vitest";
import { generateWorkload } from "../../src/workload/generate.ts";
import type { GeneratorSpec, PresetName } from "../../src/workload/spec.ts";
import { moments } from "./moments.ts";
import { idsOf } from "./temp-trace.ts";

const random: GeneratorSpec = { numRequests: 50, arrivals: { requestRate: 10 }, prompts: { kind: "random" } };

it("is the same for the same seed, and different for another", () => {
  expect(generateWorkload(random, 1)).toEqual(generateWorkload(random, 1));
  expect(generateWorkload(random, 2).requests.arrivalNs).not.toEqual(
    generateWorkload(random, 1).requests.arrivalNs,
  );
});

it("changing the lengths moves no arrival", () => {
  const other = generateWorkload({ ...random, prompts: { kind: "random", inputLen: 9, rangeRatio: 0.5 } }, 1);
  expect(other.requests.arrivalNs).toEqual(generateWorkload(random, 1).requests.arrivalNs);
});

describe("random", () => {
  it("defaults to vLLM's 1024/128, all alike", () => {
    const { requests } = generateWorkload(random, 1);
    expect(new Set(requests.promptTokens)).toEqual(new Set([1024]));
    expect(new Set(requests.outputTokens)).toEqual(new Set([128]));
    expect(requests.promptBlocks).toBeUndefined();
  });

  it("range ratio r: whole numbers in [floor(L(1-r)), ceil(L(1+r))], both ends reached", () => {
    const prompts = { kind: "random", inputLen: 10, outputLen: 3, rangeRatio: 0.35 } as const;
    const { requests } = generateWorkload({ ...random, numRequests: 5000, prompts }, 1);
    expect(new Set(requests.promptTokens)).toEqual(new Set([6, 7, 8, 9, 10, 11, 12, 13, 14]));
    expect(new Set(requests.outputTokens)).toEqual(new Set([1, 2, 3, 4, 5]));
  });

  it("a prefix is shared in whole blocks and comes on top of the length", () => {
    const prompts = { kind: "random", inputLen: 10, prefixLen: 40 } as const;
    const workload = generateWorkload({ ...random, numRequests: 2, prompts }, 1);
    expect([...workload.requests.promptTokens]).toEqual([50, 50]);
    expect(idsOf(workload)).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  it("refuses a ratio of 1", () => {
    const bad = { ...random, prompts: { kind: "random", rangeRatio: 1 } } as const;
    expect(() => generateWorkload(bad, 1)).toThrow(
      "--random-range-ratio must be at least 0 and below 1, got 1",
    );
  });
});

describe("prefix_repetition", () => {
  const prompts = {
    kind: "prefix_repetition",
    prefixLen: 32,
    suffixLen: 8,
    numPrefixes: 3,
    outputLen: 5,
  } as const;

  it("sends floor(N / prefixes) prompts for each prefix and says what remains", () => {
    const workload = generateWorkload({ ...random, numRequests: 11, prompts }, 1);
    expect(workload.requests.count).toBe(9);
    expect(workload.dropped.map(({ count }) => count)).toEqual([2]);
    const firstIds = idsOf(workload).map(([first]) => first);
    expect(firstIds.toSorted()).toEqual([0, 0, 0, 2, 2, 2, 4, 4, 4]);
    expect(firstIds).not.toEqual(firstIds.toSorted());
    expect(workload.requests.promptTokens[0]).toBe(40);
  });

  it("refuses fewer prompts than prefixes", () => {
    expect(() => generateWorkload({ ...random, numRequests: 2, prompts }, 1)).toThrow(
      "--num-prompts must be at least",
    );
  });
});

it.each([
  ["chatbot", 256, 256],
  ["contentgen", 1024, 1024],
  ["summarization", 4096, 512],
  ["multidoc", 10240, 1536],
] as [PresetName, number, number][])("preset %s has means %d/%d", (name, prompt, output) => {
  const { requests } = generateWorkload(
    { ...random, numRequests: 20_000, prompts: { kind: "preset", name } },
    1,
  );
  expect(moments(requests.promptTokens).mean / prompt).toBeCloseTo(1, 1);
  expect(moments(requests.outputTokens).mean / output).toBeCloseTo(1, 1);
});

it("an unknown preset is named, with the nearest", () => {
  const bad = { ...random, prompts: { kind: "preset", name: "chatbox" as PresetName } } as const;
  expect(() => generateWorkload(bad, 1)).toThrow('"chatbox". Did you mean "chatbot"?');
});

describe("sessions", () => {
  const constant = (value: number) => ({ kind: "constant", value }) as const;
  const prompts = {
    kind: "sessions",
    turns: constant(3),
    prompt: constant(20),
    output: constant(10),
    thinkTime: { kind: "constant", meanS: 2 },
    prefixLen: 32,
  } as const;
  const workload = generateWorkload({ ...random, numRequests: 5, arrivals: { requestRate: 1 }, prompts }, 1);
  const { requests } = workload;

  it("each turn carries the conversation so far; the last session is cut", () => {
    // 32 + 20, then + 10 answer + 20 question.
    expect([...requests.promptTokens]).toEqual([52, 82, 112, 52, 82]);
    expect([...requests.session!]).toEqual([0, 0, 0, 1, 1]);
  });

  it("later turns wait for the turn before and the think time", () => {
    expect([...requests.followUps!.parent]).toEqual([-1, 0, 1, -1, 3]);
    expect([...requests.followUps!.delayNs]).toEqual([0, 2e9, 2e9, 0, 2e9]);
    expect([...requests.arrivalNs]).toEqual([requests.arrivalNs[0], 0, 0, 2e9, 0]);
  });

  it("share the system prompt with all, and prompt and answer within the session", () => {
    // Contexts after each turn: 62, 92, 122. A turn that goes on names the block its answer ends in as well.
    expect(idsOf(workload)).toEqual([
      [0, 1, 2, 3],
      [0, 1, 2, 3, 4, 5],
      [0, 1, 2, 3, 4, 5, 6],
      [0, 1, 7, 8],
      [0, 1, 7, 8, 9],
    ]);
  });
});

describe("counts", () => {
  it("come from the stages where none is given", () => {
    const arrivals = { requestRate: NaN, stages: [{ rate: 3, durationS: 2 }] };
    expect(generateWorkload({ arrivals, prompts: { kind: "random" } }, 1).requests.count).toBe(6);
  });

  it.each([0, -1, 2.5, NaN])("%d requests are refused", (numRequests) => {
    expect(() => generateWorkload({ ...random, numRequests }, 1)).toThrow(
      "--num-prompts must be a whole number",
    );
  });
});

it("carries the closed loop through", () => {
  expect(generateWorkload({ ...random, maxConcurrency: 8 }, 1).maxConcurrency).toBe(8);
  expect(() => generateWorkload({ ...random, maxConcurrency: 0 }, 1)).toThrow("--max-concurrency");
});
