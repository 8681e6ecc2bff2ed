import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flagSpec } from "../../src/config/flags.ts";
import { expectation, itemsFromData, itemsFromText, writeItem } from "../../src/config/values.ts";

const text = (name: Parameters<typeof flagSpec>[0], value: string) =>
  itemsFromText(flagSpec(name), value, { field: `--${name}` });
const data = (name: Parameters<typeof flagSpec>[0], value: unknown) =>
  itemsFromData(flagSpec(name), value, { field: name, where: { file: "a.yaml", line: 3, column: 1 } });

describe("itemsFromText", () => {
  it("reads numbers, text, infinity and truth", () => {
    expect(text("tp", "4")).toEqual([4]);
    expect(text("gpu-memory-utilization", ".85")).toEqual([0.85]);
    expect(text("request-rate", "inf")).toEqual([Number.POSITIVE_INFINITY]);
    expect(text("sample", "inf")).toEqual([Number.POSITIVE_INFINITY]);
    expect(text("seed", "1e3")).toEqual([1000]);
    expect(text("vllm-version", "0.10")).toEqual(["0.10"]);
    expect(text("async-scheduling", "false")).toEqual([false]);
  });

  it("splits commas only where several values are possible", () => {
    expect(text("tp", "1, 2,4")).toEqual([1, 2, 4]);
    expect(text("percentiles", "50,99.9")).toEqual([50, 99.9]);
    expect(text("hardware-config", "a,b.json")).toEqual(["a,b.json"]);
  });

  it("names the flag, what it takes and what it got", () => {
    expect(() => text("tp", "abc")).toThrow('--tp must be a whole number of GPUs, at least 1, got "abc"');
    expect(() => text("tp", "1,,2")).toThrow('--tp must be a whole number of GPUs, at least 1, got ""');
    expect(() => text("request-rate", "0")).toThrow(
      '--request-rate must be a number of requests/s, above 0, or inf, got "0"',
    );
    expect(() => text("latency-model", "mfuu")).toThrow('Did you mean "mfu"?');
  });

  it.each(["NaN", "-1", "Infinity", "0x10", "1_000", "1.5", "99999999999999999999"])(
    "refuses %s for a whole number",
    (value) => expect(() => text("max-num-seqs", value)).toThrow("must be a whole number"),
  );

  it("reads back every whole number it is given", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), (value) => {
        expect(text("max-num-seqs", String(value))).toEqual([value]);
      }),
    );
  });

  it("keeps bounds: allowed ends are in, excluded ends are out", () => {
    expect(text("gpu-memory-utilization", "1")).toEqual([1]);
    expect(() => text("gpu-memory-utilization", "0")).toThrow("above 0 and at most 1");
    expect(() => text("random-range-ratio", "1")).toThrow("at least 0 and below 1");
  });
});

describe("itemsFromData", () => {
  it("wants a file's values to be of the flag's own type", () => {
    expect(data("tp", [1, 2])).toEqual([1, 2]);
    expect(data("request-rate", "inf")).toEqual([Number.POSITIVE_INFINITY]);
    expect(() => data("tp", "2")).toThrow(
      'a.yaml:3:1: tp must be a whole number of GPUs, at least 1, got "2"',
    );
    expect(() => data("seed", [1, 2])).toThrow("seed must be a whole number");
    expect(() => data("tp", [])).toThrow("needs at least one value");
  });

  it("says that a version must be quoted, since YAML reads 0.10 as 0.1", () => {
    expect(() => data("vllm-version", 0.1)).toThrow("got 0.1. Put it in quotes");
  });
});

describe("expectation", () => {
  it("is a phrase that follows the flag's name", () => {
    expect(expectation(flagSpec("scheduling-policy"))).toBe("must be one of fcfs, priority");
    expect(expectation(flagSpec("async-scheduling"))).toBe("must be true or false");
    expect(expectation(flagSpec("model"))).toBe("must be text");
  });
});

describe("writeItem", () => {
  it("writes infinity as a word, which JSON can hold", () => {
    expect(writeItem(Number.POSITIVE_INFINITY)).toBe("inf");
    expect(writeItem(3)).toBe(3);
  });
});
