import { knownNames } from "../../config/did-you-mean.ts";
import { UserError } from "../../errors.ts";
import { METRICS, type Metric } from "../../metrics/metric.ts";

/** A limit on one statistic of a latency. */
export interface Objective {
  readonly metric: Metric;
  /** A percentile, or the mean. */
  readonly statistic: number | "mean";
  readonly limitMs: number;
  /** As the user wrote it, without spaces. */
  readonly text: string;
}

const MS_PER_UNIT: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 };
const FORM = "METRIC_STATISTIC<LIMIT such as ttft_p99<500ms or tpot_mean<0.03s";

/**
 * `ttft_p99<500ms`, several of them.
 * @throws UserError naming what is no objective
 */
export function objectivesOf(texts: readonly string[]): Objective[] {
  const objectives = texts.map(objectiveOf);
  const keys = objectives.map(figureKey);
  const double = keys.find((key, i) => keys.indexOf(key) !== i);
  if (double === undefined) return objectives;
  throw new UserError({ field: "--slo", message: "limits the same figure twice", got: double });
}

function objectiveOf(given: string): Objective {
  const text = given.replaceAll(/\s/g, "");
  const match = /^([a-z0-9]+)_(p\d+(?:\.\d+)?|mean|median|[a-z0-9]+)<=?(\d+(?:\.\d+)?)([a-z]*)$/i.exec(text);
  if (match === null) throw new UserError({ field: "--slo", message: `must be ${FORM}`, got: given });
  const [, name, statistic, limit, unit] = match.map((part) => part.toLowerCase()) as [
    ...[string, string, string, string, string],
  ];
  const metric = METRICS.find((known) => known === name);
  if (metric === undefined) {
    throw new UserError({
      field: "--slo",
      message: "names no metric",
      got: name,
      remedy: knownNames(name, METRICS),
    });
  }
  const msPerUnit = MS_PER_UNIT[unit];
  if (msPerUnit === undefined) {
    throw new UserError({ field: "--slo", message: "needs a limit in us, ms or s", got: given });
  }
  return {
    metric,
    statistic: statisticOf(statistic, given),
    limitMs: checkedLimit(limit, given) * msPerUnit,
    text,
  };
}

function statisticOf(text: string, given: string): Objective["statistic"] {
  if (text === "mean") return text;
  const percentile = text === "median" ? 50 : Number(text.slice(1));
  if (text !== "median" && !/^p\d/.test(text)) {
    throw new UserError({
      field: "--slo",
      message: "needs a percentile such as p99, the median or the mean",
      got: given,
    });
  }
  if (percentile <= 100) return percentile;
  throw new UserError({ field: "--slo", message: "names a percentile above 100", got: given });
}

function checkedLimit(text: string, given: string): number {
  const limit = Number(text);
  if (limit > 0) return limit;
  throw new UserError({ field: "--slo", message: "needs a limit above 0", got: given });
}

/** Of the figure that an objective limits, as result.json names it. */
export function figureKey({ metric, statistic }: Objective): string {
  return statistic === "mean" ? `mean_${metric}_ms` : `p${statistic}_${metric}_ms`;
}

/** The same for people: `ttft_p99`. */
export function figureName({ metric, statistic }: Objective): string {
  return statistic === "mean" ? `${metric}_mean` : `${metric}_p${statistic}`;
}

/** Percentiles that a run must report for the objectives to be looked at. */
export function percentilesOf(objectives: readonly Objective[]): number[] {
  return objectives.flatMap(({ statistic }) => (statistic === "mean" ? [] : [statistic]));
}

/**
 * The limits as objectives of single requests, for goodput: the tightest of each metric. ITL is no property of a request, so it
 * has none.
 */
export function goodputOf(objectives: readonly Objective[]): { ttft?: number; tpot?: number; e2el?: number } {
  const limits: { ttft?: number; tpot?: number; e2el?: number } = {};
  for (const { metric, limitMs } of objectives) {
    if (metric === "itl") continue;
    limits[metric] = Math.min(limits[metric] ?? Number.POSITIVE_INFINITY, limitMs);
  }
  return limits;
}
