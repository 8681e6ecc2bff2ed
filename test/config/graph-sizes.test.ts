import { describe, expect, it } from "vitest";
import type { FlagValues } from "../../src/config/flags.ts";
import { graphSizes } from "../../src/config/graph-sizes.ts";
import { enginePreset } from "../../src/engine/presets.ts";

const BUDGETS = {
  "max-num-batched-tokens": 8192,
  "max-num-seqs": 256,
  "cudagraph-mode": "piecewise",
} as const;
const sizes = (values: FlagValues, version = "0.19") =>
  graphSizes({ ...BUDGETS, ...values }, enginePreset(version));

describe("graphSizes", () => {
  it("are vLLM's when nothing is said", () => {
    expect(sizes({})).toEqual(sizes({ "max-cudagraph-capture-size": 512 }));
    expect(sizes({}).at(-1)).toBe(512);
    expect(sizes({ "cudagraph-mode": "none" })).toEqual([]);
  });

  it("go up to the largest one given, past vLLM's own too, in the version's steps", () => {
    expect(sizes({ "max-cudagraph-capture-size": 17 })).toEqual([1, 2, 4, 8, 16]);
    expect(sizes({ "max-cudagraph-capture-size": 1024 }).slice(-2)).toEqual([1008, 1024]);
    expect(sizes({ "max-cudagraph-capture-size": 1024 }, "0.11").slice(-2)).toEqual([1016, 1024]);
    expect(sizes({ "max-cudagraph-capture-size": 1024, "max-num-batched-tokens": 600 }).at(-1)).toBe(592);
  });

  it("are those given, sorted, once each, within the token budget", () => {
    expect(sizes({ "cudagraph-capture-sizes": [8, 1, 8, 9000] })).toEqual([1, 8]);
  });

  it("must agree with the largest one given", () => {
    const given = { "cudagraph-capture-sizes": [1, 8] };
    expect(sizes({ ...given, "max-cudagraph-capture-size": 8 })).toEqual([1, 8]);
    expect(() => sizes({ ...given, "max-cudagraph-capture-size": 16 })).toThrow(
      "--max-cudagraph-capture-size must be the largest of --cudagraph-capture-sizes, 8, or be left out, got 16",
    );
  });
});
