import type { SimulationResult } from "../engine/result.ts";
import { UserError } from "../errors.ts";
import { isCompleted, tpotNs } from "../metrics/latencies.ts";
import { describeSample } from "../metrics/quantiles.ts";

/** Latencies of single requests. (An ITL belongs to a step.) */
export const EXPLAINED_METRICS = ["ttft", "tpot", "e2el"] as const;
export type ExplainedMetric = (typeof EXPLAINED_METRICS)[number];

/** What is to be explained: one request, or the one that stands at a percentile. */
export type Wanted =
  | { readonly request: number; readonly metric: ExplainedMetric }
  | { readonly percentile: number; readonly metric: ExplainedMetric };

export interface Picked {
  readonly row: number;
  readonly metric: ExplainedMetric;
  /** Present when a percentile was asked for: which, and the run's figure. */
  readonly percentile?: { readonly percentile: number; readonly ms: number };
}

/** A request's latency, nanoseconds; NaN where it has none. */
export function latencyNs(result: SimulationResult, metric: ExplainedMetric, row: number): number {
  if (!isCompleted(result, row)) return Number.NaN;
  const { arrivalNs, firstTokenNs, lastTokenNs } = result;
  if (metric === "tpot") return tpotNs(result, row);
  return (metric === "ttft" ? firstTokenNs : lastTokenNs)[row]! - arrivalNs[row]!;
}

/** Latencies of the requests that count, nanoseconds, by request; NaN for the others. */
function latencies(result: SimulationResult, metric: ExplainedMetric, warmup: number): Float64Array {
  return Float64Array.from({ length: result.count }, (_, row) =>
    row < warmup ? Number.NaN : latencyNs(result, metric, row),
  );
}

/** Requests that count, from the fastest to the slowest; equal ones in order of arrival. */
export function byLatency(result: SimulationResult, metric: ExplainedMetric, warmup: number): number[] {
  const latency = latencies(result, metric, warmup);
  const rows = [...latency.keys()].filter((row) => !Number.isNaN(latency[row]));
  return rows.sort((a, b) => latency[a]! - latency[b]! || a - b);
}

/** A percentile of a metric over the requests that count, milliseconds; NaN where there is none. */
export function percentileMs(
  result: SimulationResult,
  metric: ExplainedMetric,
  percentile: number,
  warmup: number,
): number {
  const known = latencies(result, metric, warmup).filter((ns) => !Number.isNaN(ns));
  return describeSample(known, [percentile]).percentiles[0]! / 1e6;
}

/** Mean of a metric over the requests that count, milliseconds. */
export function meanMs(result: SimulationResult, metric: ExplainedMetric, warmup: number): number {
  const known = latencies(result, metric, warmup).filter((ns) => !Number.isNaN(ns));
  return known.reduce((sum, ns) => sum + ns, 0) / known.length / 1e6;
}

/**
 * The request to explain. At a percentile it is the fastest of those that are not below it; at 100, the slowest.
 * @throws UserError when there is no such request, or it has no such latency
 */
export function pickRequest(result: SimulationResult, wanted: Wanted, warmup: number): Picked {
  const { metric } = wanted;
  if ("request" in wanted) {
    checkRequest(result, wanted.request, metric);
    return { row: wanted.request, metric };
  }
  const { percentile } = wanted;
  const rows = byLatency(result, metric, warmup);
  const ms = percentileMs(result, metric, percentile, warmup);
  const row = rows.find((one) => latencyNs(result, metric, one) / 1e6 >= ms) ?? rows.at(-1);
  if (row === undefined) {
    throw new UserError({
      field: percentile === 100 ? "--slowest" : `--p${percentile}`,
      got: metric,
      message: `has no request to show: none completed${metric === "tpot" ? " with more than one token" : ""}`,
    });
  }
  return { row, metric, percentile: { percentile, ms } };
}

function checkRequest(result: SimulationResult, row: number, metric: ExplainedMetric): void {
  const wrong = (message: string) => new UserError({ field: "--request", got: row, message });
  if (row >= result.count)
    throw wrong(`is no request of this run: they are numbered from 0 to ${result.count - 1}`);
  if (!isCompleted(result, row)) {
    const why = result.rejectReasons.map(({ reason }) => reason).join("; ");
    throw wrong(`was rejected, so there is no time to explain (${why})`);
  }
  if (Number.isNaN(latencyNs(result, metric, row))) throw wrong("has a single output token, so no TPOT");
}
