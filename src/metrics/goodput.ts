import type { SimulationResult } from "../engine/result.ts";
import { isCompleted, tpotNs } from "./latencies.ts";

/** Service level objectives, milliseconds; those given must all be met. Names as vLLM's `--goodput`. */
export interface Slo {
  readonly ttftMs?: number;
  readonly tpotMs?: number;
  readonly e2elMs?: number;
}

/** Completed requests that meet every given objective. As in vLLM, TPOT of a single token counts as 0. */
export function countGood(result: SimulationResult, slo: Slo): number {
  const ttftNs = (slo.ttftMs ?? Infinity) * 1e6;
  const gapNs = (slo.tpotMs ?? Infinity) * 1e6;
  const e2elNs = (slo.e2elMs ?? Infinity) * 1e6;
  let good = 0;
  for (let row = 0; row < result.count; row++) {
    if (!isCompleted(result, row)) continue;
    const arrival = result.arrivalNs[row]!;
    if (result.firstTokenNs[row]! - arrival > ttftNs) continue;
    if (result.lastTokenNs[row]! - arrival > e2elNs) continue;
    if (tpotNs(result, row) > gapNs) continue;
    good += 1;
  }
  return good;
}
