import type { RequestTable } from "../engine/request-table.ts";
import { type PrefixReuse, prefixReuse } from "./prefix-reuse.ts";
import type { Workload } from "./workload.ts";

export interface LengthSummary {
  readonly total: number;
  readonly mean: number;
  /** Population standard deviation. */
  readonly stdev: number;
  readonly min: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** Counts of values in [edges[i], edges[i + 1]); the last bin includes its upper edge. */
export interface Histogram {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

export interface WorkloadSummary extends PrefixReuse {
  readonly description: string;
  readonly requests: number;
  /** Requests that wait for an earlier turn instead of arriving at a time of their own. */
  readonly followUps: number;
  /** Sessions with a number; 0 where there are none. */
  readonly sessions: number;
  /** First to last arrival, seconds. */
  readonly durationS: number;
  /** Requests with an arrival time per second of that; NaN where all arrive at once. */
  readonly requestRate: number;
  /** Coefficient of variation of the gaps between arrivals: 1 for Poisson, above for bursts. */
  readonly arrivalCv: number;
  /** Shape of the gamma distribution with that variation, vLLM's `--burstiness`; Infinity where the gaps are equal. */
  readonly burstiness: number;
  /** Most arrivals within any one second. */
  readonly peakPerSecond: number;
  readonly promptTokens: LengthSummary;
  readonly outputTokens: LengthSummary;
  readonly promptHistogram: Histogram;
  readonly outputHistogram: Histogram;
  /** Arrivals over time, seconds. */
  readonly arrivalHistogram: Histogram;
  readonly dropped: Workload["dropped"];
  readonly notes: readonly string[];
}

/** What a workload is like, without simulating it. */
export function inspectWorkload(workload: Workload, kvBlockTokens = 16): WorkloadSummary {
  const { requests } = workload;
  const arrivalsS = arrivalSeconds(requests);
  const arrivalCv = gapCv(arrivalsS);
  const durationS = arrivalsS.length === 0 ? 0 : arrivalsS.at(-1)! - arrivalsS[0]!;
  return {
    description: workload.description,
    requests: requests.count,
    followUps: requests.count - arrivalsS.length,
    sessions: new Set(requests.session?.filter((number) => number >= 0)).size,
    durationS,
    requestRate: durationS === 0 ? NaN : arrivalsS.length / durationS,
    arrivalCv,
    burstiness: 1 / arrivalCv ** 2,
    peakPerSecond: peakWithin(arrivalsS, 1),
    promptTokens: summarize(requests.promptTokens),
    outputTokens: summarize(requests.outputTokens),
    promptHistogram: doublingHistogram(requests.promptTokens),
    outputHistogram: doublingHistogram(requests.outputTokens),
    arrivalHistogram: evenHistogram(arrivalsS, 24),
    ...prefixReuse(requests, kvBlockTokens),
    dropped: workload.dropped,
    notes: workload.notes ?? [],
  };
}

function arrivalSeconds({ arrivalNs, followUps }: RequestTable): Float64Array {
  const fixed = followUps ? arrivalNs.filter((_, row) => followUps.parent[row]! < 0) : arrivalNs;
  return fixed.map((ns) => ns / 1e9);
}

function gapCv(times: Float64Array): number {
  const gaps = times.length - 1;
  if (gaps < 1) return NaN;
  const mean = (times.at(-1)! - times[0]!) / gaps;
  let squares = 0;
  for (let i = 1; i <= gaps; i++) squares += (times[i]! - times[i - 1]! - mean) ** 2;
  return Math.sqrt(squares / gaps) / mean;
}

function peakWithin(times: Float64Array, windowS: number): number {
  let peak = 0;
  for (let first = 0, last = 0; last < times.length; last++) {
    while (times[last]! - times[first]! >= windowS) first++;
    peak = Math.max(peak, last - first + 1);
  }
  return peak;
}

function summarize(lengths: Int32Array): LengthSummary {
  const sorted = lengths.toSorted();
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const mean = total / lengths.length;
  const squares = lengths.reduce((sum, length) => sum + (length - mean) ** 2, 0);
  return {
    total,
    mean,
    stdev: Math.sqrt(squares / lengths.length),
    min: sorted[0]!,
    p50: quantile(sorted, 0.5),
    p90: quantile(sorted, 0.9),
    p99: quantile(sorted, 0.99),
    max: sorted.at(-1)!,
  };
}

/** Linear interpolation between the closest ranks, as numpy.percentile does. */
function quantile(sorted: Int32Array, q: number): number {
  const rank = q * (sorted.length - 1);
  const low = Math.floor(rank);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (sorted[high]! - sorted[low]!) * (rank - low);
}

/** Bins [1, 2), [2, 4), [4, 8) ... that cover the values. */
function doublingHistogram(lengths: Int32Array): Histogram {
  const binOf = (length: number) => 31 - Math.clz32(length);
  const bins = lengths.map(binOf);
  const first = bins.reduce((least, bin) => Math.min(least, bin), 31);
  const last = bins.reduce((most, bin) => Math.max(most, bin), 0);
  const counts = new Array<number>(last - first + 1).fill(0);
  for (const bin of bins) counts[bin - first]!++;
  return { edges: Array.from({ length: counts.length + 1 }, (_, i) => 2 ** (first + i)), counts };
}

function evenHistogram(times: Float64Array, bins: number): Histogram {
  const start = times[0] ?? 0;
  const width = ((times.at(-1) ?? 0) - start) / bins;
  if (width === 0) return { edges: [start, start], counts: [times.length] };
  const counts = new Array<number>(bins).fill(0);
  for (const time of times) counts[Math.min(bins - 1, Math.floor((time - start) / width))]!++;
  return { edges: Array.from({ length: bins + 1 }, (_, i) => start + i * width), counts };
}
