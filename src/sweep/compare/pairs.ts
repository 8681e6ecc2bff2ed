import { knownNames } from "../../config/did-you-mean.ts";
import type { Item } from "../../config/values.ts";
import { UserError } from "../../errors.ts";
import type { SweepPlan } from "../plan.ts";
import { groupBySeed, readRows } from "../read-rows.ts";
import { labelNames, type SweepRow, variedNames } from "../rows.ts";
import type { ResultStore } from "../store.ts";
import { comparedRecord, type Sample } from "./sample.ts";

/** Two samples to compare, and what they have in common. */
export interface Pair {
  /** Labels that both share. */
  readonly labels: Readonly<Record<string, Item>>;
  readonly base: Sample;
  readonly other: Sample;
}

interface LabelledSample {
  readonly labels: Readonly<Record<string, Item>>;
  readonly sample: Sample;
}

/**
 * Points of one sweep that differ in one axis only, each against the one with the axis' first value.
 * @throws UserError when the sweep does not vary that axis
 */
export function pairsWithin(plan: SweepPlan, store: ResultStore, axis: string): Pair[] {
  const varied = variedNames(plan, labelNames(plan)).filter((name) => name !== "seed");
  if (!varied.includes(axis)) {
    throw new UserError({
      field: "--by",
      message: "is no axis with several values in this sweep",
      got: axis,
      remedy: knownNames(axis, varied),
    });
  }
  const bases = new Map<string, LabelledSample>();
  const pairs: Pair[] = [];
  for (const found of samplesOf(plan, store, (row) => String(row.labels[axis]))) {
    const labels = only(
      found.labels,
      varied.filter((name) => name !== axis),
    );
    const key = JSON.stringify(labels);
    const base = bases.get(key);
    if (base === undefined) bases.set(key, found);
    else pairs.push({ labels, base: base.sample, other: found.sample });
  }
  return pairs;
}

/** Points of further sweeps, each against that of the first sweep with the same labels; the second value counts those without. */
export function pairsBetween(
  sweeps: readonly { readonly name: string; readonly plan: SweepPlan; readonly store: ResultStore }[],
): { readonly pairs: Pair[]; readonly unmatched: number } {
  const [first, ...rest] = sweeps;
  const bases = new Map<string, Sample>();
  const varied = variedNames(first!.plan, labelNames(first!.plan)).filter((name) => name !== "seed");
  for (const { labels, sample } of samplesOf(first!.plan, first!.store, () => first!.name)) {
    bases.set(keyOf(labels), sample);
  }
  const pairs: Pair[] = [];
  let unmatched = 0;
  for (const { name, plan, store } of rest) {
    for (const { labels, sample } of samplesOf(plan, store, () => name)) {
      const base = bases.get(keyOf(labels));
      if (base === undefined) unmatched += 1;
      else pairs.push({ labels: only(labels, varied), base, other: sample });
    }
  }
  return { pairs, unmatched };
}

function keyOf(labels: Readonly<Record<string, Item>>): string {
  return JSON.stringify(Object.entries(labels).sort());
}

/** Points with at least one result. */
function* samplesOf(
  plan: SweepPlan,
  store: ResultStore,
  nameOf: (row: SweepRow) => string,
): Generator<LabelledSample> {
  for (const rows of groupBySeed(readRows(plan, store))) {
    const runs = rows.flatMap(({ labels: { seed }, record }) =>
      record === undefined ? [] : [[String(seed), comparedRecord(record)] as const],
    );
    if (runs.length === 0) continue;
    const { seed: _, ...labels } = rows[0]!.labels;
    yield { labels, sample: { name: nameOf(rows[0]!), runs: new Map(runs) } };
  }
}

function only(labels: Readonly<Record<string, Item>>, names: readonly string[]): Record<string, Item> {
  return Object.fromEntries(names.map((name) => [name, labels[name]!]));
}
