/**
 * The interface between the engine and whatever prices a step.
 *
 * The engine hands over sums and the few prefill chunks, never lists of requests, and gets back integer
 * nanoseconds with a breakdown. Both objects are reused from step to step: a model must not keep them.
 */

/** How the step's forward pass is launched. */
export const LAUNCH = { eager: 0, piecewiseGraph: 1, fullGraph: 2 } as const;
/** A value of `LAUNCH`. */
export type Launch = (typeof LAUNCH)[keyof typeof LAUNCH];

/** What one engine step computes. */
export class StepShape {
  /** Requests past their prompt that generate one token each in this step. */
  decodes = 0;
  /** Sum over `decodes` of the tokens whose KV was cached before this step (the new token not counted). */
  decodeContext = 0;
  /** Prefill chunks in this step; entries `0 .. chunks-1` of the two arrays below are valid. */
  chunks = 0;
  /** T of each chunk: new tokens computed in this step, >= 1. */
  chunkTokens: Float64Array = new Float64Array(16);
  /** s of each chunk: tokens computed or cached before this step, >= 0. */
  chunkContext: Float64Array = new Float64Array(16);
  /** Sum of `chunkTokens` over the valid entries. */
  prefillTokens = 0;
  /** Sequences whose next token is sampled: `decodes` plus chunks that end their prompt. */
  logits = 0;
  /** Tokens the dense layers run over: scheduled tokens, padded up to a captured CUDA-graph size where one is used. */
  batchTokens = 0;
  launch: Launch = LAUNCH.eager;

  clear(): void {
    this.decodes = 0;
    this.decodeContext = 0;
    this.chunks = 0;
    this.prefillTokens = 0;
    this.logits = 0;
    this.batchTokens = 0;
    this.launch = LAUNCH.eager;
  }

  /** Appends a prefill chunk of `tokens` new tokens after `context` computed ones. */
  addChunk(tokens: number, context: number): void {
    if (this.chunks === this.chunkTokens.length) this.grow();
    this.chunkTokens[this.chunks] = tokens;
    this.chunkContext[this.chunks] = context;
    this.chunks += 1;
    this.prefillTokens += tokens;
  }

  private grow(): void {
    const tokens = new Float64Array(this.chunkTokens.length * 2);
    const context = new Float64Array(this.chunkContext.length * 2);
    tokens.set(this.chunkTokens);
    context.set(this.chunkContext);
    this.chunkTokens = tokens;
    this.chunkContext = context;
  }
}

/** Where a price comes from, worst last. */
export const PROVENANCE = ["measured", "interpolated", "extrapolated", "modelled"] as const;
/** One of `PROVENANCE`. */
export type Provenance = (typeof PROVENANCE)[number];

/** Parts of a step's time. They sum to `totalNs` exactly. */
export const STEP_PARTS = ["gemm", "attention", "allReduce", "head", "elementwise", "host"] as const;
/** One of `STEP_PARTS`. */
export type StepPart = (typeof STEP_PARTS)[number];

/** The price of one step: whole nanoseconds. The parts sum to the total; so do the four provenance shares. */
export class StepPrice {
  totalNs = 0;
  gemmNs = 0;
  attentionNs = 0;
  allReduceNs = 0;
  headNs = 0;
  elementwiseNs = 0;
  hostNs = 0;
  /** Time priced from table points that were measured at exactly this shape. */
  measuredNs = 0;
  interpolatedNs = 0;
  extrapolatedNs = 0;
  modelledNs = 0;
}

/** Prices engine steps. Pure: the same shape always costs the same. */
export interface LatencyModel {
  /** As on the command line: `calibrated`, `mfu`, `infersim`. */
  readonly name: string;
  /** Fills `out` for a step with at least one token. Allocates nothing. */
  price(step: StepShape, out: StepPrice): void;
  /**
   * Time between a request's arrival and the scheduler seeing it (API server, tokeniser, transport), in whole
   * nanoseconds. It takes no GPU time.
   */
  admissionNs(promptTokens: number): number;
}
