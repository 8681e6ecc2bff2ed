import { knownNames } from "../config/did-you-mean.ts";
import { UserError } from "../errors.ts";
import type { SweepPlan } from "./plan.ts";
import { pointOf, type SweepPoint } from "./point.ts";
import { groupBySeed, readRows } from "./read-rows.ts";
import { labelNames, type SweepFigure, type SweepRow, sweepFigures } from "./rows.ts";
import type { ResultStore } from "./store.ts";

export interface Query {
  /** `tp=2`: all must hold. */
  readonly where: readonly string[];
  /** A label or a figure; `-` before it for the largest first. Absent: the order of the sweep. */
  readonly sort?: string | undefined;
  readonly top: number;
}

export interface Browsed {
  readonly points: readonly SweepPoint[];
  /** Points that match, shown or not. */
  readonly matched: number;
}

/**
 * The points of a sweep that match, the first `top` in order. However large the sweep, only those are kept in memory.
 * @throws UserError for a column that the sweep does not have
 */
export function browse(plan: SweepPlan, store: ResultStore, { where, sort, top }: Query): Browsed {
  const names = labelNames(plan);
  const figures = sweepFigures(plan);
  const conditions = where.map((text) => condition(text, names));
  const order = sort === undefined ? undefined : orderBy(sort, names, figures);
  const kept: { readonly point: SweepPoint; readonly rank: number | string }[] = [];
  let matched = 0;
  for (const rows of groupBySeed(matching(readRows(plan, store), conditions))) {
    const point = pointOf(rows, figures);
    const rank = order?.(point) ?? matched;
    matched += 1;
    if (kept.length === top && compare(rank, kept.at(-1)!.rank) >= 0) continue;
    const at = kept.findIndex((other) => compare(rank, other.rank) < 0);
    kept.splice(at < 0 ? kept.length : at, 0, { point, rank });
    if (kept.length > top) kept.pop();
  }
  return { points: kept.map(({ point }) => point), matched };
}

type Condition = (row: SweepRow) => boolean;

function* matching(rows: Iterable<SweepRow>, conditions: readonly Condition[]): Generator<SweepRow> {
  for (const row of rows) if (conditions.every((holds) => holds(row))) yield row;
}

function condition(text: string, names: readonly string[]): Condition {
  const [name = "", value, ...rest] = text.split("=").map((part) => part.trim());
  const columns = [...names, "status"];
  if (value === undefined || rest.length > 0 || !columns.includes(name)) {
    const message = "must be COLUMN=VALUE with a column of this sweep";
    throw new UserError({ field: "--where", message, got: text, remedy: knownNames(name, columns) });
  }
  return ({ labels, status }) => String(name === "status" ? status : labels[name]) === value;
}

function orderBy(
  sort: string,
  names: readonly string[],
  figures: readonly SweepFigure[],
): (point: SweepPoint) => number | string {
  const descending = sort.startsWith("-");
  const name = sort.replace(/^-/, "");
  const at = figures.findIndex(({ key }) => key === name);
  const isLabel = names.includes(name) && name !== "seed";
  if (at < 0 && !isLabel) {
    const known = knownNames(name, [
      ...names.filter((one) => one !== "seed"),
      ...figures.map(({ key }) => key),
    ]);
    throw new UserError({ field: "--sort", message: "is no column of this sweep", got: name, remedy: known });
  }
  return ({ labels, estimates }) => {
    const value = isLabel ? labels[name]! : estimates[at]!.mean;
    if (typeof value !== "number") return String(value);
    // What has no result comes last either way.
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : descending ? -value : value;
  };
}

function compare(a: number | string, b: number | string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
