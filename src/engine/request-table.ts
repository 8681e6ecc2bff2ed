/**
 * Requests as columns of typed arrays: the canonical workload record, and all the engine reads of it.
 *
 * Row order is arrival order; equal arrivals keep file order. Nothing here changes during a simulation.
 */
export interface RequestTable {
  readonly count: number;
  /** Arrival, whole nanoseconds from the start of the workload, non-decreasing. For a follow-up turn (see `parent`): 0. */
  readonly arrivalNs: Float64Array;
  /** Prompt length, tokens, >= 1. */
  readonly promptTokens: Int32Array;
  /** Tokens to generate, >= 1. Invisible to scheduling decisions until they have been generated. */
  readonly outputTokens: Int32Array;
  /** vLLM's priority: a lower value runs first. Absent: all 0. */
  readonly priority?: Int32Array;
  /** Identity of prompt blocks, for the prefix cache. Absent: every prompt is distinct. */
  readonly promptBlocks?: PromptBlocks;
  /** Multi-turn sessions and agent loops: when a turn is released. Absent: every row arrives at `arrivalNs`. */
  readonly followUps?: FollowUps;
  /** Session number of each row, from 0; -1 = none. For output columns and prefix-aware routing. */
  readonly session?: Int32Array;
}

/**
 * Ids of each prompt's leading blocks. Equal ids at equal positions after equal ids are the same tokens.
 *
 * The last id of a prompt may stand for fewer tokens than the others. More ids than the prompt has blocks name the
 * blocks of the answer too, so that a later turn that contains it finds them.
 */
export interface PromptBlocks {
  /** Tokens per id: 16 for most traces, 512 for Mooncake. A multiple of the engine's KV block size. */
  readonly blockTokens: number;
  /** Row r owns `ids[offsets[r] .. offsets[r+1]-1]`. Length count + 1. */
  readonly offsets: Float64Array;
  /** Non-negative integers, exact in float64. */
  readonly ids: Float64Array;
}

/** Rows that arrive `delayNs` after another row completes, instead of at a fixed time. */
export interface FollowUps {
  /** Row that must complete first; -1 = arrives at `arrivalNs`. Always less than the row itself. */
  readonly parent: Int32Array;
  /** Think or tool time after the parent's last token, whole nanoseconds. */
  readonly delayNs: Float64Array;
}

/** @throws RangeError naming the first row that is no request. */
export function checkRequests(table: RequestTable): void {
  const { count, arrivalNs, promptTokens, outputTokens, followUps } = table;
  let lastNs = 0;
  for (let row = 0; row < count; row++) {
    if (!(promptTokens[row]! >= 1))
      throw new RangeError(`request ${row} has ${promptTokens[row]} prompt tokens`);
    if (!(outputTokens[row]! >= 1))
      throw new RangeError(`request ${row} has ${outputTokens[row]} output tokens`);
    const parent = followUps ? followUps.parent[row]! : -1;
    if (parent >= row)
      throw new RangeError(`request ${row} follows request ${parent}, which does not come before it`);
    if (parent >= 0) {
      const delay = followUps!.delayNs[row]!;
      if (!(delay >= 0 && Number.isSafeInteger(delay)))
        throw new RangeError(`request ${row} has a delay of ${delay} ns`);
      continue;
    }
    const time = arrivalNs[row]!;
    if (!(time >= lastNs && Number.isSafeInteger(time))) {
      throw new RangeError(`request ${row} arrives at ${time} ns, the one before at ${lastNs} ns`);
    }
    lastNs = time;
  }
}
