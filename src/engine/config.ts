/** Everything the engine needs to know about one server, all of it explicit. Units in the names. */
export interface EngineConfig {
  /** Token budget of a step (vLLM max_num_batched_tokens). */
  readonly maxNumBatchedTokens: number;
  /** Most requests running at once (vLLM max_num_seqs), <= maxNumBatchedTokens. */
  readonly maxNumSeqs: number;
  /** Most tokens, prompt plus output, of one request. */
  readonly maxModelLen: number;
  /** KV blocks of the pool, the reserved block 0 counted: kvBlocks - 1 are usable. */
  readonly kvBlocks: number;
  /** Tokens per KV block. */
  readonly blockSize: number;
  readonly chunkedPrefill: boolean;
  /** Chunk cap for long prompts; 0 = none. */
  readonly longPrefillTokenThreshold: number;
  readonly prefixCaching: boolean;
  readonly schedulingPolicy: "fcfs" | "priority";
  /** Whether step n+1 is scheduled before step n returns. */
  readonly asyncScheduling: boolean;
  /** Whether admission needs free blocks for the whole current sequence, not only for its first chunk. */
  readonly fullSequenceAdmission: boolean;
  /** Captured CUDA-graph sizes, ascending; empty = eager always. */
  readonly cudaGraphSizes: readonly number[];
  /** `full` also captures uniform decode batches whole; `piecewise` captures all but attention. */
  readonly cudaGraphMode: "none" | "piecewise" | "full-and-piecewise";
}

/** @throws RangeError naming the first value no server could run with. */
export function checkConfig(config: EngineConfig): void {
  const whole = ["maxNumBatchedTokens", "maxNumSeqs", "maxModelLen", "kvBlocks", "blockSize"] as const;
  for (const key of whole) requireWhole(key, config[key], 1);
  requireWhole("kvBlocks", config.kvBlocks, 2);
  requireWhole("longPrefillTokenThreshold", config.longPrefillTokenThreshold, 0);
  if (config.maxNumSeqs > config.maxNumBatchedTokens) {
    throw new RangeError(
      `maxNumSeqs ${config.maxNumSeqs} must not exceed maxNumBatchedTokens ${config.maxNumBatchedTokens}`,
    );
  }
}

function requireWhole(key: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`${key} must be a whole number of at least ${least}, got ${value}`);
  }
}
