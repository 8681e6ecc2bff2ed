import type { SimulationResult } from "../engine/result.ts";
import { WATERFALL_PARTS, type WaterfallPart } from "../engine/waterfall-parts.ts";
import { isCompleted } from "./latencies.ts";

/** A latency by part, milliseconds. */
export type PartsMs = Readonly<Record<WaterfallPart, number>>;

/** Mean TTFT and E2EL by part. */
export interface MeanWaterfall {
  readonly ttft: PartsMs;
  readonly e2el: PartsMs;
}

/**
 * Means over completed requests but the first `warmup`, which sum to the mean TTFT and E2EL; all 0 where none completed.
 * @throws RangeError for a run that kept no waterfalls
 */
export function meanWaterfall(result: SimulationResult, warmup: number): MeanWaterfall {
  const { waterfalls } = result;
  if (waterfalls === undefined) throw new RangeError("the run kept no waterfalls");
  const rows: number[] = [];
  for (let row = warmup; row < result.count; row++) if (isCompleted(result, row)) rows.push(row);
  const mean = (cells: Float64Array) =>
    partsOf((place) => {
      let ns = 0;
      for (const row of rows) ns += cells[row * WATERFALL_PARTS.length + place]!;
      return rows.length > 0 ? ns / 1e6 / rows.length : 0;
    });
  return { ttft: mean(waterfalls.ttftNs), e2el: mean(waterfalls.e2elNs) };
}

function partsOf(ms: (place: number) => number): PartsMs {
  return Object.fromEntries(WATERFALL_PARTS.map((part, place) => [part, ms(place)])) as PartsMs;
}
