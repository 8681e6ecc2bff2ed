import type { SimulationResult } from "../engine/result.ts";
import { ascending } from "./ascending.ts";
import { isCompleted } from "./latencies.ts";

/**
 * - `stable`: the queue did not grow while requests arrived.
 * - `overloaded`: it grew and kept growing; percentiles then depend on how long the run lasts.
 * - `drain`: everything arrived at once; the run measures how the backlog empties.
 * - `unsteady`: arrivals ended while the number of requests in flight was still settling.
 */
export type SaturationVerdict = "stable" | "overloaded" | "drain" | "unsteady";

/** Whether a run says something about its server, or only about its own length. */
export interface Saturation {
  readonly verdict: SaturationVerdict;
  /** Growth of the waiting queue while it grew, requests a second; 0 unless overloaded. */
  readonly queueGrowthPerSecond: number;
  /** Averaged over the last 5 % of the time in which requests arrived. */
  readonly waitingAtLastArrival: number;
  /** Most requests that waited at one instant. */
  readonly peakWaiting: number;
}

/** All arrivals within this share of the run: a burst, not a rate. */
const BURST_SHARE = 0.01;
/** Share of the arrival window over which a level is averaged, so that one step's batch of arrivals is not a trend. */
const LEVEL_SHARE = 0.05;
/** A queue that grew must have done so for this share of the arrival window. */
const GROWTH_SHARE = 0.1;
/** Arrivals during the growth below which a queue says nothing. */
const FEWEST_ARRIVALS = 30;
/**
 * At critical load the queue after m arrivals is about |normal| with deviation CV * sqrt(m), and smaller in any stable
 * system (reflected Brownian motion; Kleinrock, Queueing Systems vol. 2, 2.9). Growth must exceed this many deviations.
 */
const DEVIATIONS = 2.5;

/** Says from the queue's course over time whether the run was in steady state. */
export function detectSaturation(result: SimulationResult): Saturation {
  const arrivals = ascending(result.arrivalNs.filter((time) => time >= 0));
  const { timeNs, waiting, running } = result.samples;
  const peakWaiting = waiting.reduce((most, now) => Math.max(most, now), 0);
  const first = arrivals[0] ?? 0;
  const last = arrivals[arrivals.length - 1] ?? 0;
  const span = last - first;
  const waitingAtLastArrival = meanBetween(timeNs, waiting, last - LEVEL_SHARE * span, last);
  const found = (verdict: SaturationVerdict, queueGrowthPerSecond = 0): Saturation => ({
    ...{ verdict, queueGrowthPerSecond, waitingAtLastArrival, peakWaiting },
  });

  if (arrivals.length > 1 && span <= BURST_SHARE * (result.endNs - first)) return found("drain");
  const variation = variationOfArrivals(arrivals);
  const noise = (from: number): number => variation * Math.sqrt(countFrom(arrivals, from));

  const start = growthStart(timeNs, waiting, first, last, waitingAtLastArrival / 10);
  const grewLongEnough = last - start >= GROWTH_SHARE * span && countFrom(arrivals, start) >= FEWEST_ARRIVALS;
  if (grewLongEnough && 0.9 * waitingAtLastArrival > DEVIATIONS * noise(start)) {
    const growth = slopeBetween(timeNs, waiting, start, last) * 1e9;
    if (growth > 0) return found("overloaded", growth);
  }

  if (span < 2 * meanE2elNs(result)) return found("unsteady");
  const inFlight = running.map((now, i) => now + waiting[i]!);
  const middle = first + span / 2;
  const grown =
    meanBetween(timeNs, inFlight, last - LEVEL_SHARE * span, last) -
    meanBetween(timeNs, inFlight, middle - LEVEL_SHARE * span, middle);
  return found(grown > DEVIATIONS * Math.SQRT2 * noise(middle) ? "unsteady" : "stable");
}

/** The last time before `last` at which at most `level` requests waited. */
function growthStart(
  timeNs: Float64Array,
  waiting: Float64Array,
  first: number,
  last: number,
  level: number,
): number {
  let start = first;
  for (let i = 0; i < timeNs.length && timeNs[i]! <= last; i++) {
    if (waiting[i]! <= level) start = Math.max(first, timeNs[i]!);
  }
  return start;
}

function countFrom(arrivals: Float64Array, from: number): number {
  let count = 0;
  for (let i = arrivals.length - 1; i >= 0 && arrivals[i]! >= from; i--) count += 1;
  return count;
}

/** CV of the gaps between arrivals, but at least 1, which stands for the service's part. */
function variationOfArrivals(arrivals: Float64Array): number {
  const gaps = arrivals.length - 1;
  const meanGap = (arrivals[gaps]! - arrivals[0]!) / gaps;
  let squares = 0;
  for (let i = 1; i <= gaps; i++) {
    const deviation = arrivals[i]! - arrivals[i - 1]! - meanGap;
    squares += deviation * deviation;
  }
  const cv = Math.sqrt(squares / gaps) / meanGap;
  return cv > 1 ? cv : 1;
}

function meanE2elNs(result: SimulationResult): number {
  let sum = 0;
  let completed = 0;
  for (let row = 0; row < result.count; row++) {
    if (!isCompleted(result, row)) continue;
    sum += result.lastTokenNs[row]! - result.arrivalNs[row]!;
    completed += 1;
  }
  return completed === 0 ? 0 : sum / completed;
}

/** Mean of the samples in [from, to]; where there is none, the last one before. */
function meanBetween(timeNs: Float64Array, values: Float64Array, from: number, to: number): number {
  let sum = 0;
  let count = 0;
  let before = 0;
  for (let i = 0; i < timeNs.length && timeNs[i]! <= to; i++) {
    before = values[i]!;
    if (timeNs[i]! < from) continue;
    sum += before;
    count += 1;
  }
  return count === 0 ? before : sum / count;
}

/** Least-squares slope over the samples in [from, to], per nanosecond; 0 with fewer than two. */
function slopeBetween(timeNs: Float64Array, values: Float64Array, from: number, to: number): number {
  let count = 0;
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumXY = 0;
  for (let i = 0; i < timeNs.length && timeNs[i]! <= to; i++) {
    if (timeNs[i]! < from) continue;
    const x = timeNs[i]! - from;
    count += 1;
    sumX += x;
    sumY += values[i]!;
    sumXX += x * x;
    sumXY += x * values[i]!;
  }
  const spread = count * sumXX - sumX * sumX;
  return spread > 0 ? (count * sumXY - sumX * sumY) / spread : 0;
}
