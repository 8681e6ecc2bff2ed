import { UserError } from "../../errors.ts";
import type { StepSample } from "./step-sample.ts";

/**
 * A step as vLLM logs it with `--enable-logging-iteration-details` (vllm/v1/engine/core.py):
 * `Iteration(7): 1 context requests, 512 context tokens, 3 generation requests, 3 generation tokens, iteration elapsed time: 12.34 ms`.
 */
const STEP =
  /Iteration\((\d+)\):\s+(\d+) context requests,\s+(\d+) context tokens,\s+(\d+) generation requests,\s+(\d+) generation tokens,.*?elapsed time:\s+([0-9.]+)\s*ms/;

/** Async scheduling logs the wait for a step that was over already. */
const LEAST_MS = 0.1;

/** One logged step; without a sample, why none was made. */
export interface LoggedStep {
  readonly line: number;
  readonly cells: readonly string[];
  readonly sample?: StepSample;
  readonly skipped?: string;
}

export const LOG_COLUMNS = [
  ...["iteration", "context_requests", "context_tokens", "generation_requests", "generation_tokens"],
  "elapsed_ms",
];

export function isStepLog(text: string): boolean {
  return STEP.test(text);
}

/** The steps of a log in order. @param kvLen tokens cached per decoding request, where the user knows better */
export function parseStepLog(text: string, file: string, kvLen?: number): LoggedStep[] {
  const held = new HeldTokens();
  return text.split(/\r?\n/).flatMap((words, index): LoggedStep[] => {
    const match = STEP.exec(words);
    if (match === null) return [];
    const line = index + 1;
    const cells = match.slice(1, 7);
    const [, chunks, tokens, decodes, generated, ms] = cells.map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    if (chunks > tokens) {
      throw new UserError({
        where: { file, line },
        message: "has more context requests than context tokens",
      });
    }
    const mean = held.step(chunks, tokens, decodes);
    const skipped = unpriceable(chunks + decodes, generated > decodes, ms);
    if (skipped !== undefined) return [{ line, cells, skipped }];
    const decodeContext = Math.round(decodes * (kvLen ?? mean));
    const sample = {
      line,
      chunks: evenChunks(chunks, tokens),
      decodes,
      decodeContext,
      measuredUs: ms * 1000,
    };
    return [{ line, cells, sample }];
  });
}

/** What the reader should know of samples from a log. */
export function logNotes(kvLen: number | undefined): string[] {
  const contexts =
    kvLen === undefined
      ? "the log does not say how long contexts are: they are followed from the tokens computed, a request that leaves taking the mean with it; --kv-len sets them"
      : `every decoding request is taken to be at ${kvLen} tokens`;
  return [contexts, "prompts of one step are taken as equally long, and computed whole"];
}

function unpriceable(requests: number, speculative: boolean, ms: number): string | undefined {
  if (requests === 0) return "a step of nothing";
  if (speculative) return "speculative decoding is not simulated";
  return ms < LEAST_MS ? `under ${LEAST_MS} ms: the wait for a step that was over, not its time` : undefined;
}

/** Tokens in the caches of the running requests, as far as a log tells. */
class HeldTokens {
  private tokens = 0;
  private requests = 0;

  /** Mean context of the step's decodes; then the step is done. */
  step(chunks: number, chunkTokens: number, decodes: number): number {
    const mean = this.requests === 0 ? 0 : this.tokens / this.requests;
    // Requests of the step before that take no part in this one have left.
    const left = Math.max(0, this.requests - decodes - chunks);
    this.tokens = Math.max(0, this.tokens - left * mean) + chunkTokens + decodes;
    this.requests = decodes + chunks;
    return Math.max(1, mean);
  }
}

function evenChunks(count: number, tokens: number): { tokens: number; context: number }[] {
  const share = Math.floor(tokens / Math.max(1, count));
  return Array.from({ length: count }, (_, i) => ({
    tokens: share + (i < tokens - share * count ? 1 : 0),
    context: 0,
  }));
}
