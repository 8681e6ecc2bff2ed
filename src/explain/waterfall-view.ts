import type { SimulationResult } from "../engine/result.ts";
import { WATERFALL_PARTS, type WaterfallPart } from "../engine/waterfall-parts.ts";
import type { PartsMs } from "../metrics/waterfall.ts";
import { BESIDE } from "../report/waterfall-names.ts";
import { byLatency, type ExplainedMetric } from "./pick-request.ts";

const PARTS = WATERFALL_PARTS.length;

/** A request's latency by part, milliseconds. TPOT: what follows the first token, per gap. */
export function partsOf(result: SimulationResult, metric: ExplainedMetric, row: number): PartsMs {
  return meanParts(result, metric, [row]);
}

/** Mean over some requests. */
function meanParts(result: SimulationResult, metric: ExplainedMetric, rows: readonly number[]): PartsMs {
  const { ttftNs, e2elNs } = result.waterfalls!;
  const of = (place: number): number => {
    let ns = 0;
    for (const row of rows) {
      const at = row * PARTS + place;
      if (metric === "ttft") ns += ttftNs[at]!;
      else if (metric === "e2el") ns += e2elNs[at]!;
      else ns += (e2elNs[at]! - ttftNs[at]!) / (result.outputTokens[row]! - 1);
    }
    return ns / 1e6 / rows.length;
  };
  return Object.fromEntries(WATERFALL_PARTS.map((part, place) => [part, of(place)])) as PartsMs;
}

/** Groups that a request is compared with, by their mean. */
export interface Groups {
  /** From the 25th to the 75th percentile: the usual case. */
  readonly middleHalf: PartsMs;
  /** At or above the percentile asked for. */
  readonly atOrAbove?: PartsMs;
}

export function groupsOf(
  result: SimulationResult,
  metric: ExplainedMetric,
  warmup: number,
  percentile: number | undefined,
): Groups {
  const rows = byLatency(result, metric, warmup);
  const cut = (from: number, to: number) => {
    const group = rows.slice(Math.floor((rows.length * from) / 100), Math.ceil((rows.length * to) / 100));
    return meanParts(result, metric, group);
  };
  const middleHalf = cut(25, 75);
  return percentile === undefined || percentile === 100
    ? { middleHalf }
    : { middleHalf, atOrAbove: cut(percentile, 100) };
}

/** Parts with time in them, the largest first. */
export function largestParts(parts: PartsMs): WaterfallPart[] {
  return WATERFALL_PARTS.filter((part) => parts[part] > 0).sort((a, b) => parts[b] - parts[a]);
}

/** All that decodes of others add to a TTFT. */
export function besideMs(parts: PartsMs): number {
  return BESIDE.reduce((sum, part) => sum + parts[part], 0);
}

export function total(parts: PartsMs): number {
  return WATERFALL_PARTS.reduce((sum, part) => sum + parts[part], 0);
}
