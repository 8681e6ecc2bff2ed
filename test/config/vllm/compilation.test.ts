import { describe, expect, it } from "vitest";
import { compilationSettings } from "../../../src/config/vllm/compilation.ts";

const settings = (value: unknown) =>
  compilationSettings({
    field: "-O",
    value: typeof value === "string" ? value : JSON.stringify(value),
    words: [],
  });

describe("compilationSettings", () => {
  it.each([
    ["0", [["cudagraph-mode", "none"]]],
    ["3", []],
    [{ level: 3, cudagraph_mode: "PIECEWISE" }, [["cudagraph-mode", "piecewise"]]],
    [{ mode: 3, cudagraph_mode: "none" }, [["cudagraph-mode", "none"]]],
    [{ level: 0 }, [["cudagraph-mode", "none"]]],
    [{ use_cudagraph: false }, [["cudagraph-mode", "none"]]],
    [{ cudagraph_capture_sizes: [1, 2] }, [["cudagraph-capture-sizes", [1, 2]]]],
    [{ max_cudagraph_capture_size: 64 }, [["max-cudagraph-capture-size", 64]]],
    [{ cache_dir: "/tmp", full_cuda_graph: false }, []],
  ])("%j", (value, expected) => {
    expect(settings(value)).toEqual(expected);
  });

  it.each([
    ["1", /must be 0, 2 or 3/],
    ["{", /must be a level or a JSON object/],
    ["[1]", /must be a level or a JSON object/],
    [
      { cudagraph_mode: "FULL_DECODE_ONLY" },
      /-O\.cudagraph_mode must be NONE, PIECEWISE, FULL_AND_PIECEWISE/,
    ],
    [{ cudagraph_mode: "toString" }, /-O\.cudagraph_mode must be/],
    [{ full_cuda_graph: true }, /-O\.full_cuda_graph is not simulated/],
    [{ mode: 0 }, /-O\.mode must be 3/],
    [{ level: "fast" }, /-O\.level must be 0, 2 or 3/],
    [{ cudagraph_capture_sizes: [] }, /-O\.cudagraph_capture_sizes must be a list/],
    [{ cudagraph_capture_sizes: [1, "2"] }, /-O\.cudagraph_capture_sizes must be a list/],
    [{ max_cudagraph_capture_size: 0 }, /-O\.max_cudagraph_capture_size must be a whole number above 0/],
    [{ pass_config: { enable_fusion: true } }, /sets what is not simulated: pass_config/],
  ])("refuses %j", (value, message) => {
    expect(() => settings(value)).toThrow(message);
  });
});
