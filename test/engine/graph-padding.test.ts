import { describe, expect, it } from "vitest";
import { GraphPadding } from "../../src/engine/graph-padding.ts";
import { LAUNCH, StepShape } from "../../src/engine/latency-model.ts";
import { BASE_CONFIG } from "./scenarios.ts";

describe("GraphPadding", () => {
  const sizes = [1, 2, 4, 8, 16];
  const launch = (mode: "none" | "piecewise" | "full-and-piecewise", decodes: number, chunk: number) => {
    const step = new StepShape();
    step.decodes = decodes;
    if (chunk > 0) step.addChunk(chunk, 0);
    const padding = new GraphPadding({ ...BASE_CONFIG, cudaGraphMode: mode, cudaGraphSizes: sizes });
    padding.apply(step, decodes + chunk);
    return [step.batchTokens, step.launch];
  };

  it("pads up to the next captured size and runs eagerly above the largest", () => {
    expect(launch("piecewise", 5, 0)).toEqual([8, LAUNCH.piecewiseGraph]);
    expect(launch("piecewise", 16, 0)).toEqual([16, LAUNCH.piecewiseGraph]);
    expect(launch("piecewise", 17, 0)).toEqual([17, LAUNCH.eager]);
    expect(launch("none", 5, 0)).toEqual([5, LAUNCH.eager]);
  });

  it("takes full graphs for one token a sequence, piecewise ones for a mixed batch", () => {
    expect(launch("full-and-piecewise", 5, 0)).toEqual([8, LAUNCH.fullGraph]);
    expect(launch("full-and-piecewise", 5, 3)).toEqual([8, LAUNCH.piecewiseGraph]);
    expect(launch("full-and-piecewise", 5, 1)).toEqual([8, LAUNCH.fullGraph]);
    expect(launch("full-and-piecewise", 5, 12)).toEqual([17, LAUNCH.eager]);
  });
});
