import type { Item } from "../config/values.ts";
import { METRICS } from "../metrics/metric.ts";
import type { SweepPlan } from "./plan.ts";
import type { ScenarioRecord } from "./record.ts";
import type { Cell } from "./spec/spec.ts";

/** `ok`: there is a result. `failed`: there is a reason why not. `missing`: it was not run yet, or its file is damaged. */
export type Status = "ok" | "failed" | "missing";

/** One scenario of a sweep and what came of it. */
export interface SweepRow {
  readonly id: string;
  /** By axis; what the sweep leaves open is as the resolver filled it in, or empty where there is no result. */
  readonly labels: Readonly<Record<string, Item>>;
  readonly status: Status;
  /** Why there is no result. */
  readonly reason: string;
  readonly record?: ScenarioRecord;
}

/** Columns that every summary has, whether or not they vary: the server's, and what it serves. */
const SERVER = ["model", "gpu", "tp", "replicas", "latency-model"];
const SERVED = ["workload", "request-rate", "seed"];

/** Names of all label columns of a sweep; the seed is the last. */
export function labelNames({ scenarios }: Pick<SweepPlan, "scenarios">): string[] {
  const others = new Set<string>();
  for (const { point } of scenarios) for (const name of Object.keys(point)) others.add(name);
  for (const name of [...SERVER, ...SERVED]) others.delete(name);
  return [...SERVER, ...others, ...SERVED];
}

/** The label columns in which scenarios differ. */
export function variedNames({ scenarios }: Pick<SweepPlan, "scenarios">, names: readonly string[]): string[] {
  const seen = new Map<string, unknown>();
  const varied = new Set<string>();
  for (const { point } of scenarios) {
    for (const name of names) {
      const value = point[name] ?? null;
      if (!seen.has(name)) seen.set(name, value);
      else if (seen.get(name) !== value) varied.add(name);
    }
  }
  return names.filter((name) => varied.has(name));
}

export function labelValues(
  names: readonly string[],
  point: Cell,
  settings: Cell,
  record: ScenarioRecord | undefined,
): Record<string, Item> {
  const value = (name: string): Item => {
    const found = point[name] ?? record?.config[name] ?? settings[name] ?? "";
    return found === Number.POSITIVE_INFINITY ? "inf" : (found as Item);
  };
  return Object.fromEntries(names.map((name) => [name, value(name)]));
}

/** A figure of a summary. */
export interface SweepFigure {
  readonly key: string;
  readonly of: (record: ScenarioRecord) => number | null;
}

const plain = (key: string): SweepFigure => ({ key, of: (record) => record.figures[key] ?? null });

/** All figures of a sweep, by vLLM's names where it has them. */
export function sweepFigures({ settings }: Pick<SweepPlan, "settings">): SweepFigure[] {
  const asked = (settings.percentiles ?? []) as readonly number[];
  const percentiles = [...new Set([50, 90, 99, ...asked])].sort((a, b) => a - b);
  return [
    ...METRICS.flatMap((metric) => [
      plain(`mean_${metric}_ms`),
      ...percentiles.map((p) => plain(`p${p}_${metric}_ms`)),
    ]),
    ...["request_throughput", "request_goodput", "output_throughput", "total_token_throughput"].map(plain),
    ...["duration", "completed", "failed"].map(plain),
    { key: "preemptions", of: ({ preemptions }) => preemptions },
    { key: "busy_share", of: ({ breakdown }) => breakdown.busyShare },
    { key: "peak_kv_share", of: ({ breakdown }) => breakdown.peakKvShare },
    { key: "cached_share", of: ({ breakdown }) => breakdown.cachedShare },
    { key: "queue_growth_per_s", of: ({ saturation }) => saturation.queueGrowthPerSecond },
  ];
}
