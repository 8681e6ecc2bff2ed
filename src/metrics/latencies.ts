import type { SimulationResult } from "../engine/result.ts";
import { FINISH } from "../engine/result.ts";

/** Whether request `row` produced all the tokens it was going to. */
export function isCompleted(result: SimulationResult, row: number): boolean {
  const finish = result.finish[row];
  return finish === FINISH.stop || finish === FINISH.length;
}

/** Rows of the completed requests, in arrival order. */
export function completedRows(result: SimulationResult): number[] {
  const rows: number[] = [];
  for (let row = 0; row < result.count; row++) if (isCompleted(result, row)) rows.push(row);
  return rows;
}

/**
 * (E2EL - TTFT) / (out - 1), nanoseconds: the mean gap between a request's tokens. NaN for a single token, which has
 * no gap.
 */
export function tpotNs(result: SimulationResult, row: number): number {
  const gaps = result.outputTokens[row]! - 1;
  return gaps > 0 ? (result.lastTokenNs[row]! - result.firstTokenNs[row]!) / gaps : Number.NaN;
}

/** Latencies of completed requests in arrival order, nanoseconds. */
export interface LatencyColumns {
  readonly ttftNs: Float64Array;
  /** Of requests with more than one output token; may be shorter than the others. */
  readonly tpotNs: Float64Array;
  readonly e2elNs: Float64Array;
}

/** Leaves out the first `warmup` requests. */
export function latencyColumns(result: SimulationResult, warmup: number): LatencyColumns {
  const ttft = new Float64Array(result.count);
  const tpot = new Float64Array(result.count);
  const e2el = new Float64Array(result.count);
  let completed = 0;
  let withGaps = 0;
  for (let row = warmup; row < result.count; row++) {
    if (!isCompleted(result, row)) continue;
    const arrival = result.arrivalNs[row]!;
    ttft[completed] = result.firstTokenNs[row]! - arrival;
    e2el[completed] = result.lastTokenNs[row]! - arrival;
    completed += 1;
    const gap = tpotNs(result, row);
    if (gap >= 0) tpot[withGaps++] = gap;
  }
  return {
    ttftNs: ttft.subarray(0, completed),
    tpotNs: tpot.subarray(0, withGaps),
    e2elNs: e2el.subarray(0, completed),
  };
}
