import type { EngineConfig } from "./config.ts";
import type { RequestState } from "./request-state.ts";

/** Why requests are turned away, with counts, in order of first occurrence. */
export class Rejections {
  private readonly counts = new Map<string, number>();
  private total = 0;

  add(reason: string): void {
    this.counts.set(reason, (this.counts.get(reason) ?? 0) + 1);
    this.total += 1;
  }

  get count(): number {
    return this.total;
  }

  list(): { reason: string; count: number }[] {
    return [...this.counts].map(([reason, count]) => ({ reason, count }));
  }
}

/**
 * Why a request can never be served, in words that follow its count, or undefined when it can.
 *
 * The sequence at its longest decides: a request that outgrows the pool would preempt itself for ever.
 */
export function rejectReason(config: EngineConfig, rows: RequestState, row: number): string | undefined {
  const prompt = rows.promptTokens[row]!;
  if (prompt >= config.maxModelLen) return `prompts reach max_model_len ${config.maxModelLen}`;
  const longest = prompt + rows.outputTokens[row]! - 1;
  const usable = config.kvBlocks - 1;
  if (Math.ceil(longest / config.blockSize) > usable) {
    return `sequences need more KV blocks than the ${usable} of the pool`;
  }
  const threshold = config.longPrefillTokenThreshold;
  const chunk = threshold > 0 ? Math.min(longest, threshold) : longest;
  if (!config.chunkedPrefill && chunk > config.maxNumBatchedTokens) {
    return `sequences exceed max_num_batched_tokens ${config.maxNumBatchedTokens} without chunked prefill`;
  }
  return undefined;
}
