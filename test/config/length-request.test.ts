import { describe, expect, it } from "vitest";
import { lengthSpec } from "../../src/config/length-request.ts";

describe("lengthSpec", () => {
  it("is constant without a standard deviation, normal with one", () => {
    expect(lengthSpec("prompt", { "prompt-tokens": 2048 })).toEqual({ kind: "constant", value: 2048 });
    expect(
      lengthSpec("output", { "output-tokens": 100, "output-tokens-stdev": 20, "output-tokens-max": 150 }),
    ).toEqual({
      kind: "normal",
      mean: 100,
      stdev: 20,
      min: undefined,
      max: 150,
    });
  });

  it("takes what a named distribution needs", () => {
    expect(
      lengthSpec("prompt", {
        "prompt-distribution": "uniform",
        "prompt-tokens-min": 5,
        "prompt-tokens-max": 9,
      }),
    ).toEqual({ kind: "uniform", min: 5, max: 9 });
    expect(lengthSpec("prompt", { "prompt-distribution": "exponential", "prompt-tokens": 9 })).toMatchObject({
      kind: "exponential",
      mean: 9,
    });
  });

  it("is empirical with lengths to choose from, Zipf with an exponent", () => {
    expect(lengthSpec("prompt", { "prompt-tokens-choices": ["100", "2000:3"] })).toEqual({
      kind: "empirical",
      values: [100, 2000],
      weights: [1, 3],
    });
    expect(lengthSpec("output", { "output-tokens-exponent": 1.5, "output-tokens-max": 50 })).toEqual({
      kind: "zipf",
      exponent: 1.5,
      min: undefined,
      max: 50,
    });
    expect(() => lengthSpec("output", { "output-tokens-exponent": 2 })).toThrow("needs --output-tokens-max");
    expect(() => lengthSpec("prompt", { "prompt-tokens-choices": ["0"] })).toThrow(
      '--prompt-tokens-choices must be LENGTH or LENGTH:WEIGHT, both above 0, got "0"',
    );
    expect(() => lengthSpec("prompt", { "prompt-tokens-choices": ["5"], "prompt-tokens": 5 })).toThrow(
      "--prompt-tokens has no effect with --prompt-distribution empirical",
    );
  });

  it("says what is missing, useless or contradictory", () => {
    expect(() => lengthSpec("prompt", {})).toThrow("--workload distribution needs --prompt-tokens");
    expect(() => lengthSpec("output", { "output-distribution": "lognormal", "output-tokens": 5 })).toThrow(
      "--output-distribution lognormal needs --output-tokens-stdev",
    );
    expect(() => lengthSpec("prompt", { "prompt-tokens": 5, "prompt-tokens-max": 9 })).toThrow(
      "--prompt-tokens-max has no effect with --prompt-distribution constant",
    );
    expect(() =>
      lengthSpec("prompt", {
        "prompt-distribution": "uniform",
        "prompt-tokens-min": 9,
        "prompt-tokens-max": 5,
      }),
    ).toThrow("--prompt-tokens-min must not be above --prompt-tokens-max 5, got 9");
  });
});
