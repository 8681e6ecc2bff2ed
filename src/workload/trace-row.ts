/** One request on its way into the table. A single object is reused from row to row: copy what must last. */
export interface TraceRow {
  /** Whole nanoseconds from an origin that the reader chose; NaN where the trace has no times. */
  arrivalNs: number;
  promptTokens: number;
  outputTokens: number;
  /** vLLM's priority: a lower value runs first. */
  priority: number;
  /** Number of its session, from 0; -1 = none. */
  session: number;
  /** Number of its prompt where prompts have names, from 0; -1 = none. */
  promptId: number;
  /** Whether it is released by the completion of the row before it, instead of at `arrivalNs`. */
  followsPrevious: boolean;
  /** Wait after that row's last token, whole nanoseconds. */
  delayNs: number;
  /** Ids of the prompt's leading blocks. */
  blockIds: ArrayLike<number>;
}

const NO_BLOCKS: ArrayLike<number> = [];

export function emptyRow(): TraceRow {
  return {
    arrivalNs: 0,
    promptTokens: 0,
    outputTokens: 0,
    priority: 0,
    session: -1,
    promptId: -1,
    followsPrevious: false,
    delayNs: 0,
    blockIds: NO_BLOCKS,
  };
}
