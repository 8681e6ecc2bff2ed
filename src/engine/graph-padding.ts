import type { EngineConfig } from "./config.ts";
import { LAUNCH, type StepShape } from "./latency-model.ts";

/** Decides how a step is launched, and over how many tokens its dense layers run. */
export class GraphPadding {
  /** Captured size for each token count up to the largest. */
  private readonly padded: Int32Array;
  private readonly largest: number;
  private readonly full: boolean;

  constructor(config: EngineConfig) {
    const sizes = config.cudaGraphMode === "none" ? [] : [...config.cudaGraphSizes].sort((a, b) => a - b);
    this.largest = sizes.at(-1) ?? 0;
    this.full = config.cudaGraphMode === "full-and-piecewise";
    this.padded = new Int32Array(this.largest + 1);
    let next = 0;
    for (let tokens = 1; tokens <= this.largest; tokens++) {
      while (sizes[next]! < tokens) next += 1;
      this.padded[tokens] = sizes[next]!;
    }
  }

  /** Fills `batchTokens` and `launch` of a step of `tokens` tokens. Uniform: one token a sequence. */
  apply(step: StepShape, tokens: number): void {
    if (tokens > this.largest) {
      step.batchTokens = tokens;
      step.launch = LAUNCH.eager;
      return;
    }
    step.batchTokens = this.padded[tokens]!;
    const uniform = tokens === step.decodes + step.chunks;
    step.launch = this.full && uniform ? LAUNCH.fullGraph : LAUNCH.piecewiseGraph;
  }
}
