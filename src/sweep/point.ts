import type { Item } from "../config/values.ts";
import { type Estimate, estimate } from "./estimate.ts";
import type { SweepFigure, SweepRow } from "./rows.ts";

/** Scenarios that differ in their seed only, as one: means over those that have a result. */
export interface SweepPoint {
  /** Without the seed. */
  readonly labels: Readonly<Record<string, Item>>;
  readonly rows: readonly SweepRow[];
  /** One an entry of the figures asked for. */
  readonly estimates: readonly Estimate[];
  /** Verdicts of saturation, each once: `stable`, `overloaded`. */
  readonly verdicts: readonly string[];
  /** Why some or all have no result; empty where all have one. */
  readonly reason: string;
}

export function pointOf(rows: readonly SweepRow[], figures: readonly SweepFigure[]): SweepPoint {
  const { seed: _, ...labels } = rows[0]!.labels;
  const records = rows.flatMap(({ record }) => (record === undefined ? [] : [record]));
  return {
    labels,
    rows,
    estimates: figures.map(({ of }) => estimate(records.map((record) => of(record) ?? Number.NaN))),
    verdicts: [...new Set(records.map(({ saturation }) => saturation.verdict))],
    reason: rows.find(({ reason }) => reason !== "")?.reason ?? "",
  };
}
