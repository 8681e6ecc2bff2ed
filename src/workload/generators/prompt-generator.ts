import type { RandomSource } from "../rng.ts";
import type { TraceRow } from "../trace-row.ts";

/** What a generator works from. */
export interface GeneratorContext {
  /** Requests wanted. */
  readonly count: number;
  /** A named random stream of this workload's seed. */
  readonly stream: (name: string) => RandomSource;
  /** Tokens per KV block: shared tokens are shared in whole blocks. */
  readonly blockTokens: number;
}

/**
 * Prompts of one kind. `fill` writes lengths and block ids of request `index`, called for 0, 1, 2 ... in turn;
 * arrivals are the caller's.
 */
export interface PromptGenerator {
  /** Requests that will be made: `count`, or less with the reason in `dropped`. */
  readonly count: number;
  readonly dropped?: { readonly reason: string; readonly count: number };
  /** For people: `random 1024/128`. */
  readonly label: string;
  fill(index: number, row: TraceRow): void;
}

/** Ids first, first + 1, ...: blocks that differ from all others. */
export function idRun(first: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => first + i);
}
