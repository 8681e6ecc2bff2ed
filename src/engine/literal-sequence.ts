/** A request that waits or runs. */
export interface Sequence {
  /** Row of the request table. */
  readonly row: number;
  /** Prompt and generated tokens, one in flight included. */
  tokens: number;
  /** Tokens whose keys and values are in the cache, or will be when the steps in flight end. */
  computed: number;
  /** Length at admission: computing up to it is prefill. */
  goal: number;
  /** KV blocks it holds, in the order of its tokens. */
  blocks: number[];
  running: boolean;
  /** When it began to wait, nanoseconds of simulated time. */
  sinceNs: number;
  /** Most tokens it had computed when it was preempted. */
  lost: number;
}

/** What a step gives one sequence. */
export interface Share {
  readonly sequence: Sequence;
  readonly tokens: number;
}

/** A step that the GPU computes. */
export interface Flight {
  /** Nanoseconds of simulated time. */
  readonly endNs: number;
  /** Sequences that get their last token, in running order. */
  readonly finishing: Sequence[];
}

/** A request that has just arrived; `promptTokens` are all it has. */
export function sequenceOf(row: number, promptTokens: number, nowNs: number): Sequence {
  return {
    row,
    tokens: promptTokens,
    computed: 0,
    goal: promptTokens,
    blocks: [],
    running: false,
    sinceNs: nowNs,
    lost: 0,
  };
}
