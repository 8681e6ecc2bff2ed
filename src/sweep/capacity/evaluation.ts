import type { Breakdown } from "../breakdown.ts";
import { type Estimate, estimate } from "../estimate.ts";
import type { ScenarioRecord } from "../record.ts";
import { figureKey, type Objective } from "./slo.ts";

/**
 * - `stable`: latencies are those of a steady state.
 * - `unsteady`: the number of requests in flight was still growing when arrivals ended.
 * - `short`: arrivals ended before two generations of requests had been served: nothing settled.
 * - `overloaded`: the queue grew and kept growing.
 */
export type LoadState = "stable" | "unsteady" | "short" | "overloaded";

/** What several runs at one load say. */
export interface Evaluation {
  /** Requests a second, or the factor on a trace's own rate. */
  readonly load: number;
  /** Requests of each run. */
  readonly requests: number;
  readonly runs: number;
  /** Their ids, by which `results/` holds them. */
  readonly ids: readonly string[];
  /** The worst of all runs. */
  readonly state: LoadState;
  /** Whether latencies may be told as those of a steady state: of a trace, which is as uneven as it is, also when it was unsteady. */
  readonly stable: boolean;
  /** For how many mean E2EL requests arrived, in the shortest run; of chats, for how many chats. */
  readonly lifetimes: number;
  /** Requests a second, over the time in which they arrived. */
  readonly offeredRate: number;
  /** Share of the requests that the server turned away, for their length. */
  readonly rejectedShare: number;
  /** Means over seeds by figure. */
  readonly figures: Readonly<Record<string, Estimate>>;
  readonly breakdown: Breakdown;
  readonly latencyShare: Readonly<Record<string, number>>;
}

/** Below this many mean E2EL of arrivals nothing has settled. */
const FEWEST_LIFETIMES = 2;
const STATES: readonly LoadState[] = ["stable", "unsteady", "short", "overloaded"];

/** Chats, which go on for longer than a request does. */
export interface Chats {
  readonly turns: number;
  /** Between an answer and the next question. */
  readonly thinkMs: number;
  readonly startsPerSecond: number;
}

/**
 * @param offeredRate undefined: as the requests arrived
 * @param chats undefined: requests arrive one by one
 */
export function evaluationOf(
  load: number,
  records: readonly ScenarioRecord[],
  isTrace: boolean,
  offeredRate: number | undefined,
  chats?: Chats,
): Evaluation {
  const states = records.map((record) => stateOf(record, chats));
  const state = STATES.findLast((one) => states.includes(one)) ?? "stable";
  const keys = Object.keys(records[0]!.figures);
  const figures = keys.map((key) => {
    return [key, estimate(records.map((record) => record.figures[key] ?? Number.NaN))] as const;
  });
  const breakdown = meanOf(records.map((record) => record.breakdown));
  const requests = records[0]!.figures.num_prompts ?? 0;
  return {
    ...{ load, requests, runs: records.length, ids: records.map(({ id }) => id), state },
    stable: state === "stable" || (state === "unsteady" && isTrace),
    lifetimes: Math.min(...records.map((record) => lifetimesOf(record, chats))),
    offeredRate: offeredRate ?? (requests - 1) / (breakdown.arrivingMs / 1000),
    rejectedShare: records.reduce((sum, { rejected }) => sum + rejected, 0) / (requests * records.length),
    figures: Object.fromEntries(figures),
    breakdown,
    latencyShare: meanOf(records.map(({ latencyShare }) => latencyShare)),
  };
}

function stateOf(record: ScenarioRecord, chats: Chats | undefined): LoadState {
  const { verdict } = record.saturation;
  if (verdict === "overloaded") return "overloaded";
  if (verdict === "drain" || lifetimesOf(record, chats) < FEWEST_LIFETIMES) return "short";
  return verdict === "unsteady" ? "unsteady" : "stable";
}

/** Of chats it is their starts that are spread over time, and a chat that stays. */
function lifetimesOf({ breakdown, figures }: ScenarioRecord, chats: Chats | undefined): number {
  const e2elMs = figures.mean_e2el_ms ?? Number.NaN;
  if (chats === undefined) return breakdown.arrivingMs / e2elMs;
  const { turns, thinkMs, startsPerSecond } = chats;
  const startingMs = ((figures.num_prompts ?? 0) / turns / startsPerSecond) * 1000;
  return startingMs / (turns * e2elMs + (turns - 1) * thinkMs);
}

/** Numbers of equal objects, nested ones included, as means. */
function meanOf<T extends object>(all: readonly T[]): T {
  const mean = (key: keyof T) =>
    typeof all[0]![key] === "object"
      ? meanOf(all.map((one) => one[key] as object))
      : all.reduce((sum, one) => sum + (one[key] as number), 0) / all.length;
  const keys = Object.keys(all[0]!) as (keyof T)[];
  return Object.fromEntries(keys.map((key) => [key, mean(key)])) as T;
}

/** Mean over the runs of a figure; NaN where it has none. */
export function figureOf({ figures }: Evaluation, key: string): number {
  return figures[key]?.mean ?? Number.NaN;
}

/**
 * Requests served a second. A steady state serves what is offered; vLLM's `request_throughput` divides by a duration in which the
 * last requests run alone, and so is lower by their E2EL over the length of the run.
 */
export function servedRate(evaluation: Evaluation): number {
  if (!evaluation.stable) return figureOf(evaluation, "request_throughput");
  return evaluation.offeredRate * (1 - evaluation.rejectedShare);
}

/** Requests a second that met every limit themselves. */
export function goodRate(evaluation: Evaluation): number {
  return servedRate(evaluation) * goodShare(evaluation);
}

/** Share of the completed requests that met every limit themselves. */
export function goodShare(evaluation: Evaluation): number {
  return figureOf(evaluation, "request_goodput") / figureOf(evaluation, "request_throughput");
}

/** Output tokens a second, of requests served as `servedRate` counts them. */
export function outputTokenRate(evaluation: Evaluation): number {
  const tokensPerRequest = figureOf(evaluation, "total_output_tokens") / figureOf(evaluation, "completed");
  return servedRate(evaluation) * tokensPerRequest;
}

/** A figure against its limit: above 1 the objective is missed. A request that is turned away misses every limit. */
export function strain(objective: Objective, evaluation: Evaluation): number {
  const { statistic, limitMs } = objective;
  const mayMiss = statistic === "mean" ? 0 : 1 - statistic / 100;
  if (evaluation.rejectedShare > mayMiss) return Number.POSITIVE_INFINITY;
  return figureOf(evaluation, figureKey(objective)) / limitMs;
}

/** Whether a load can be sustained: steady, and every objective met. */
export function isSustained(evaluation: Evaluation, objectives: readonly Objective[]): boolean {
  return evaluation.stable && objectives.every((objective) => strain(objective, evaluation) < 1);
}
