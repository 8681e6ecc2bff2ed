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
  /** Row that must complete first, by its number in reading order; -1 = none. */
  parent: number;
  /** Wait after the parent's last token, nanoseconds. */
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
    parent: -1,
    delayNs: 0,
    blockIds: NO_BLOCKS,
  };
}
