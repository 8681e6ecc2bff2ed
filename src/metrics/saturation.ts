import type { RequestTable } from "../engine/request-table.ts";
import type { SimulationResult } from "../engine/result.ts";

/**
 * - `stable`: the queue did not grow while requests arrived.
 * - `overloaded`: it grew; percentiles then depend on how long the run lasts.
 * - `drain`: everything arrived at once, the run measures how the backlog empties.
 * - `short`: arrivals ended before steady state could be seen.
 */
export type SaturationVerdict = "stable" | "overloaded" | "drain" | "short";

export interface Saturation {
  readonly verdict: SaturationVerdict;
  /** Growth of the waiting queue while it grew, requests a second; 0 unless overloaded. */
  readonly queueGrowthPerSecond: number;
  readonly waitingAtLastArrival: number;
  readonly peakWaiting: number;
}

export function detectSaturation(_result: SimulationResult, _requests: RequestTable): Saturation {
  throw new Error("detectSaturation: not yet");
}
