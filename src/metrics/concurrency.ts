import { ascending } from "./ascending.ts";

const NS_PER_SECOND = 1e9;

export interface Concurrency {
  /**
   * `max_concurrent_requests` as `vllm bench serve` counted it up to 0.11: the most requests that touch one whole
   * second since the first start, both ends included.
   */
  readonly maxPerSecond: number;
  /** The most requests in flight at one instant, over half-open intervals [start, end). */
  readonly peak: number;
}

/** How many of the intervals overlap. Times in nanoseconds; the two arrays go together; neither is changed. */
export function concurrency(startNs: Float64Array, endNs: Float64Array): Concurrency {
  if (startNs.length === 0) return { maxPerSecond: 0, peak: 0 };
  const starts = ascending(startNs);
  const ends = ascending(endNs);
  return { maxPerSecond: maxPerSecond(starts, ends), peak: peakOverlap(starts, ends) };
}

/** Starts and ends may be sorted apart: only how many of each fall into a second matters. */
function maxPerSecond(starts: Float64Array, ends: Float64Array): number {
  const origin = starts[0]!;
  const change = new Float64Array(secondsBetween(origin, ends[ends.length - 1]!) + 2);
  for (let i = 0; i < starts.length; i++) change[secondsBetween(origin, starts[i]!)]! += 1;
  for (let i = 0; i < ends.length; i++) change[secondsBetween(origin, ends[i]!) + 1]! -= 1;
  let now = 0;
  let most = 0;
  for (let second = 0; second < change.length; second++) {
    now += change[second]!;
    if (now > most) most = now;
  }
  return most;
}

function secondsBetween(origin: number, time: number): number {
  return Math.floor((time - origin) / NS_PER_SECOND);
}

function peakOverlap(starts: Float64Array, ends: Float64Array): number {
  let ended = 0;
  let most = 0;
  for (let started = 0; started < starts.length; started++) {
    while (ends[ended]! <= starts[started]!) ended += 1;
    if (started + 1 - ended > most) most = started + 1 - ended;
  }
  return most;
}
