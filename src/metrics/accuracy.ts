import type { SimulationResult } from "../engine/result.ts";
import { percentDifference } from "./comparison.ts";
import { isCompleted, tpotNs } from "./latencies.ts";
import type { Summary } from "./summary.ts";
import { sampleFigures } from "./truth/measured.ts";
import { STATISTICS, type Statistic, TRUTH_METRICS, type Truth, type TruthMetric } from "./truth/truth.ts";

/** One figure, measured and simulated. */
export interface FigureError {
  readonly metric: TruthMetric | "request_throughput" | "output_throughput" | "duration";
  /** Absent for throughput and duration. */
  readonly statistic?: Statistic;
  readonly unit: "ms" | "req/s" | "tok/s" | "s";
  readonly real: number;
  readonly simulated: number;
  /** Signed: (simulated - real) / real. */
  readonly errorPercent: number;
}

/** How well single requests agree. */
export interface RequestErrors {
  readonly metric: "ttft" | "tpot" | "e2el";
  /** Requests for which both sides have the metric. */
  readonly count: number;
  /** Mean of |simulated - real| / real. */
  readonly mapePercent: number;
  /** Pearson's correlation; NaN where one side does not vary. */
  readonly pearson: number;
  /** (sum of simulated - sum of real) / sum of real: what the errors do not average out to. */
  readonly biasPercent: number;
}

export interface Accuracy {
  readonly figures: readonly FigureError[];
  /** Empty where the file holds no single requests, or others than were simulated. */
  readonly requests: readonly RequestErrors[];
}

/** Compares what was measured with what was simulated for the same requests. Only figures that the file holds appear. */
export function compareWithTruth(truth: Truth, result: SimulationResult, summary: Summary): Accuracy {
  return {
    figures: [...latencyErrors(truth, result, summary), ...rateErrors(truth, summary)],
    requests: truth.requests?.count === result.count ? requestErrors(truth.requests, result) : [],
  };
}

function latencyErrors(truth: Truth, result: SimulationResult, summary: Summary): FigureError[] {
  return TRUTH_METRICS.flatMap((metric) => {
    const real = truth.figures[metric];
    if (real === undefined) return [];
    const simulated = metric === "tokenTpot" ? tokenTpot(result) : summaryFigures(summary, metric);
    return STATISTICS.flatMap((statistic) =>
      real[statistic] === undefined
        ? []
        : [{ metric, statistic, unit: "ms" as const, ...errorOf(real[statistic], simulated[statistic]!) }],
    );
  });
}

function summaryFigures(summary: Summary, metric: Exclude<TruthMetric, "tokenTpot">) {
  const { meanMs, p50Ms, p90Ms, p99Ms } = summary[metric];
  return { mean: meanMs, p50: p50Ms, p90: p90Ms, p99: p99Ms };
}

function tokenTpot(result: SimulationResult) {
  const rows = completedRows(result);
  const gaps = Float64Array.from(rows, (row) => result.outputTokens[row]! - 1);
  return sampleFigures(
    Float64Array.from(rows, (row) => tpotNs(result, row) / 1e6),
    gaps,
  );
}

function completedRows(result: SimulationResult): number[] {
  return Array.from({ length: result.count }, (_, row) => row).filter((row) => isCompleted(result, row));
}

function rateErrors(truth: Truth, summary: Summary): FigureError[] {
  const rows = [
    ["request_throughput", "req/s", truth.requestThroughput, summary.requestThroughput],
    ["output_throughput", "tok/s", truth.outputThroughput, summary.outputThroughput],
    ["duration", "s", truth.durationSeconds, summary.durationSeconds],
  ] as const;
  return rows.flatMap(([metric, unit, real, simulated]) =>
    real === undefined ? [] : [{ metric, unit, ...errorOf(real, simulated) }],
  );
}

function errorOf(real: number, simulated: number) {
  return { real, simulated, errorPercent: percentDifference(simulated, real) };
}

function requestErrors(real: NonNullable<Truth["requests"]>, result: SimulationResult): RequestErrors[] {
  const ms = (end: Float64Array, row: number): number => (end[row]! - result.arrivalNs[row]!) / 1e6;
  const metrics = [
    ["ttft", real.ttftMs, (row: number) => ms(result.firstTokenNs, row)],
    ["tpot", real.tpotMs, (row: number) => tpotNs(result, row) / 1e6],
    ["e2el", real.e2elMs, (row: number) => ms(result.lastTokenNs, row)],
  ] as const;
  return metrics.flatMap(([metric, measured, simulated]) => {
    const pairs = completedRows(result)
      .map((row) => [measured[row]!, simulated(row)] as const)
      .filter(([x, y]) => x > 0 && Number.isFinite(y));
    return pairs.length === 0 ? [] : [{ metric, ...agreement(pairs) }];
  });
}

/** Of (real, simulated) pairs. */
function agreement(pairs: readonly (readonly [number, number])[]): Omit<RequestErrors, "metric"> {
  const count = pairs.length;
  const mean = (value: (x: number, y: number) => number): number =>
    pairs.reduce((sum, [x, y]) => sum + value(x, y), 0) / count;
  const meanX = mean((x) => x);
  const meanY = mean((_, y) => y);
  const covariance = mean((x, y) => (x - meanX) * (y - meanY));
  const varianceX = mean((x) => (x - meanX) ** 2);
  const varianceY = mean((_, y) => (y - meanY) ** 2);
  const spread = Math.sqrt(varianceX * varianceY);
  return {
    count,
    mapePercent: 100 * mean((x, y) => Math.abs(y - x) / x),
    pearson: spread > 0 ? covariance / spread : Number.NaN,
    biasPercent: percentDifference(meanY, meanX),
  };
}
