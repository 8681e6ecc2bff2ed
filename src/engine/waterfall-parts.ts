/**
 * Where the time of a request goes. Every nanosecond between its arrival and its last token is in exactly one part.
 *
 * Outside of steps: `admission` (API server, tokeniser: until the scheduler sees it), `blocks` (waiting while the queue
 * stands still for want of KV blocks) and `slot` (any other wait for a place in a step: the running step has to end,
 * the batch or its token budget is full).
 *
 * In the steps it takes part in. Prefills of a step are priced without its decodes, and share that time by tokens: its
 * share is `prefillOwn`, or `recompute` for tokens that a preemption threw away; the others' share is `interference`.
 * What the decodes of the step add is listed by kernel. To a decode, the step priced without its prefills is listed by
 * kernel, and what these add is `interference`. `other` is the language-model head and elementwise kernels.
 */
export const WATERFALL_PARTS = [
  "admission",
  "slot",
  "blocks",
  "prefillOwn",
  "interference",
  "gemm",
  "attention",
  "allReduce",
  "other",
  "host",
  "recompute",
] as const;
/** Name of a part. */
export type WaterfallPart = (typeof WATERFALL_PARTS)[number];

/** Places of the parts. */
export const W = {
  admission: 0,
  slot: 1,
  blocks: 2,
  prefillOwn: 3,
  interference: 4,
  gemm: 5,
  attention: 6,
  allReduce: 7,
  other: 8,
  host: 9,
  recompute: 10,
} as const satisfies Record<WaterfallPart, number>;

/** The parts of a step as a decode in it sees them: `interference` to `host`, neighbours in the list. */
export const DECODE_PARTS = W.host - W.interference + 1;

/** TTFT and E2EL of every request by part, whole nanoseconds: part p of request r is at `r * WATERFALL_PARTS.length + p`. */
export interface Waterfalls {
  /** Sums to first token - arrival; zeros for a request that got none. */
  readonly ttftNs: Float64Array;
  /** Sums to last token - arrival of a completed request; zeros for a rejected one. */
  readonly e2elNs: Float64Array;
}

export function emptyWaterfalls(requests: number): Waterfalls {
  const cells = requests * WATERFALL_PARTS.length;
  return { ttftNs: new Float64Array(cells), e2elNs: new Float64Array(cells) };
}
