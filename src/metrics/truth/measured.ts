import { describeSample } from "../quantiles.ts";
import type { Truth, TruthFigures, TruthMetric, TruthRequests } from "./truth.ts";

/** One completed request as a tool recorded it. NaN = not recorded. */
export interface MeasuredRequest {
  /** From any fixed origin. */
  readonly arrivalMs: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly ttftMs: number;
  /** Where the tool records no TPOT of its own it follows from the other two. */
  readonly tpotMs?: number;
  readonly e2elMs: number;
  /** Gaps between tokens. */
  readonly itlMs?: readonly number[];
}

/** What follows from single requests: vLLM's figures, whatever the tool itself made of them. */
export type Measured = Pick<Truth, "completed" | "figures"> &
  Required<Pick<Truth, "requests">> &
  Pick<Truth, "durationSeconds" | "requestThroughput" | "outputThroughput">;

export function measured(rows: readonly MeasuredRequest[]): Measured {
  const sorted = rows.toSorted((a, b) => a.arrivalMs - b.arrivalMs || 0);
  const first = sorted[0]?.arrivalMs ?? 0;
  const column = (value: (row: MeasuredRequest) => number): Float64Array => Float64Array.from(sorted, value);
  const requests: TruthRequests = {
    count: sorted.length,
    arrivalMs: column((row) => row.arrivalMs - first),
    promptTokens: column((row) => row.promptTokens),
    outputTokens: column((row) => row.outputTokens),
    ttftMs: column((row) => row.ttftMs),
    tpotMs: column(tpotMs),
    e2elMs: column((row) => row.e2elMs),
  };
  const gaps = sorted.flatMap((row) => row.itlMs ?? []);
  return { completed: sorted.length, requests, figures: figuresOf(requests, gaps), ...ratesOf(requests) };
}

function tpotMs(row: MeasuredRequest): number {
  if (!(row.outputTokens > 1)) return Number.NaN;
  return row.tpotMs ?? (row.e2elMs - row.ttftMs) / (row.outputTokens - 1);
}

function figuresOf(requests: TruthRequests, gaps: readonly number[]): Truth["figures"] {
  const gapsOfRequest = requests.outputTokens.map((tokens) => tokens - 1);
  const samples: readonly [TruthMetric, Float64Array, Float64Array?][] = [
    ["ttft", requests.ttftMs],
    ["tpot", requests.tpotMs],
    ["itl", Float64Array.from(gaps)],
    ["e2el", requests.e2elMs],
    ["tokenTpot", requests.tpotMs, gapsOfRequest],
  ];
  const known = samples.filter(([, values]) => values.some(Number.isFinite));
  return Object.fromEntries(
    known.map(([metric, values, weights]) => [metric, sampleFigures(values, weights)]),
  );
}

/** Mean, p50, p90 and p99 of the values that are known. */
export function sampleFigures(values: Float64Array, weights?: Float64Array): TruthFigures {
  const isKnown = (_: number, i: number): boolean => Number.isFinite(values[i]);
  const sample = describeSample(values.filter(isKnown), [50, 90, 99], weights?.filter(isKnown));
  const [p50, p90, p99] = sample.percentiles as [number, number, number];
  return { mean: sample.mean, p50, p90, p99 };
}

/** Throughput from first arrival to last token; nothing where a time or a length is unknown. */
function ratesOf({ count, arrivalMs, e2elMs, outputTokens }: TruthRequests) {
  const lastMs = e2elMs.reduce((last, e2el, i) => Math.max(last, arrivalMs[i]! + e2el), 0);
  const durationSeconds = lastMs / 1000;
  if (!(durationSeconds > 0)) return {};
  const outputTotal = outputTokens.reduce((sum, tokens) => sum + tokens, 0);
  const requestThroughput = count / durationSeconds;
  if (Number.isNaN(outputTotal)) return { durationSeconds, requestThroughput };
  return { durationSeconds, requestThroughput, outputThroughput: outputTotal / durationSeconds };
}
