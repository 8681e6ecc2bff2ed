import { describe, expect, it } from "vitest";
import {
  clampBatchLimits,
  cudaGraphSizes,
  defaultBatchLimits,
  enginePreset,
} from "../../src/engine/presets.ts";

describe("enginePreset", () => {
  it.each([
    ["0.6.3", "0.10"],
    ["0.10.2", "0.10"],
    ["0.11.0", "0.11"],
    ["0.13.9", "0.11"],
    ["v0.14.1rc2", "0.14"],
    ["0.18", "0.14"],
    ["0.19.1", "0.19"],
    ["0.20", "0.19"],
    ["0.22", "0.21"],
    ["1.0", "0.21"],
  ])("%s takes %s", (version, expected) => expect(enginePreset(version).version).toBe(expected));

  it("defaults to 0.19: async, full graphs, full-sequence admission, utilisation 0.9", () => {
    expect(enginePreset()).toEqual({
      version: "0.19",
      asyncScheduling: true,
      cudaGraphMode: "full-and-piecewise",
      captureStepAbove256: 16,
      fullSequenceAdmission: true,
      gpuMemoryUtilization: 0.9,
    });
  });

  it("0.10 is synchronous with piecewise graphs; 0.21 uses 92 % of the memory", () => {
    expect(enginePreset("0.10")).toMatchObject({ asyncScheduling: false, cudaGraphMode: "piecewise" });
    expect(enginePreset("0.21").gpuMemoryUtilization).toBe(0.92);
  });

  it("names a version it cannot read", () =>
    expect(() => enginePreset("latest")).toThrow(/"latest" must start with major.minor/));
});

describe("defaultBatchLimits", () => {
  it("gives large GPUs other than the A100 the large budget", () => {
    expect(defaultBatchLimits(79.18, false, "server")).toEqual({
      maxNumBatchedTokens: 8192,
      maxNumSeqs: 1024,
    });
    expect(defaultBatchLimits(139.8, false, "offline")).toEqual({
      maxNumBatchedTokens: 16384,
      maxNumSeqs: 1024,
    });
    expect(defaultBatchLimits(79.25, true, "server")).toEqual({ maxNumBatchedTokens: 2048, maxNumSeqs: 256 });
    expect(defaultBatchLimits(23.6, false, "offline")).toEqual({
      maxNumBatchedTokens: 8192,
      maxNumSeqs: 256,
    });
  });

  it("clamps to the model and keeps seqs <= tokens", () => {
    expect(clampBatchLimits({ maxNumBatchedTokens: 8192, maxNumSeqs: 1024 }, 4)).toEqual({
      maxNumBatchedTokens: 4096,
      maxNumSeqs: 1024,
    });
    expect(clampBatchLimits({ maxNumBatchedTokens: 512, maxNumSeqs: 1024 }, 4096)).toEqual({
      maxNumBatchedTokens: 512,
      maxNumSeqs: 512,
    });
  });
});

describe("cudaGraphSizes", () => {
  it("is [1,2,4], 8..248 by 8, 256..512 by 16 for a default server: 3 + 31 + 17 sizes", () => {
    const sizes = cudaGraphSizes(1024, 8192, 16);
    expect(sizes).toHaveLength(51);
    expect(sizes.slice(0, 5)).toEqual([1, 2, 4, 8, 16]);
    expect(sizes.slice(33, 36)).toEqual([248, 256, 272]);
    expect(sizes.at(-1)).toBe(512);
  });

  it("steps by 8 above 256 in 0.11", () => expect(cudaGraphSizes(256, 8192, 8)).toHaveLength(3 + 31 + 33));

  it("stops at twice the sequences and at the token budget", () => {
    expect(cudaGraphSizes(10, 8192, 16)).toEqual([1, 2, 4, 8, 16]);
    expect(cudaGraphSizes(1, 8192, 16)).toEqual([1, 2]);
    expect(cudaGraphSizes(256, 20, 16)).toEqual([1, 2, 4, 8, 16]);
  });
});
