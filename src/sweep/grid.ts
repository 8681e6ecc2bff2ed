import { UserError } from "../errors.ts";
import type { Axis, Cell, Exclude, SweepSpec } from "./spec/spec.ts";

/** More scenarios than this are taken for a slip of the pen. */
const MOST_SCENARIOS = 1_000_000;

/**
 * Every scenario of a sweep as the settings in which it differs from the others, in order, doubles left out. `workload`
 * names an entry of the spec's workloads.
 * @throws UserError when there are none, far too many, or an exclude leaves nothing out
 */
export function gridPoints(spec: SweepSpec): Cell[] {
  const grids = [spec.axes, ...spec.includes];
  const size = grids.reduce((sum, axes) => sum + sizeOf(axes), 0);
  if (size > MOST_SCENARIOS) {
    throw new UserError({
      field: spec.file,
      message: `makes ${size} scenarios, more than the ${MOST_SCENARIOS} that a sweep may have`,
      remedy: "Shorten its axes, or link some of them",
    });
  }
  const used = new Set<Exclude>();
  const points = new Map<string, Cell>();
  for (const [index, axes] of grids.entries()) {
    for (const raw of product(axes)) {
      const point = meaningful(raw, spec);
      const out = index > 0 ? undefined : spec.excludes.find((exclude) => matches(point, exclude));
      if (out) used.add(out);
      else points.set(JSON.stringify(point), point);
    }
  }
  const idle = spec.excludes.findIndex((exclude) => !used.has(exclude));
  if (idle >= 0) {
    throw new UserError({
      field: `exclude.${idle}`,
      message: "leaves no scenario out",
      where: { file: spec.file },
    });
  }
  if (points.size === 0) throw new UserError({ field: spec.file, message: "leaves no scenario to run" });
  return [...points.values()];
}

function sizeOf(axes: readonly Axis[]): number {
  return axes.reduce((size, { values }) => size * values.length, 1);
}

/** All combinations, the last axis running fastest. */
function* product(axes: readonly Axis[]): Generator<Cell> {
  const total = sizeOf(axes);
  for (let index = 0; index < total; index++) {
    const point: Record<string, Cell[string]> = {};
    let rest = index;
    for (let at = axes.length - 1; at >= 0; at--) {
      const { values } = axes[at]!;
      Object.assign(point, values[rest % values.length]);
      rest = Math.floor(rest / values.length);
    }
    yield inOrder(point, axes);
  }
}

/** Keys in the order of the axes, whatever order they were set in. */
function inOrder(point: Cell, axes: readonly Axis[]): Cell {
  const names = new Set(axes.flatMap((axis) => axis.names));
  const entries = [...names].filter((name) => name in point).map((name) => [name, point[name]!] as const);
  const others = Object.entries(point).filter(([name]) => !names.has(name));
  return Object.fromEntries([...entries, ...others]);
}

/**
 * Without what its workload has no use for: a workload's own rates win over the axis of rates, and a trace with its own
 * arrival times knows neither rates nor seeds.
 */
function meaningful(point: Cell, { workloads, ownRates }: SweepSpec): Cell {
  const { workload, "request-rate": rate, seed, ...rest } = point;
  const own = ownRates.get(String(workload));
  const isTrace = workload !== undefined && "trace" in workloads[String(workload)]!;
  const isFixed = isTrace && own === undefined;
  return {
    ...rest,
    ...(workload === undefined ? {} : { workload }),
    ...(rate === undefined || own === "one" || isFixed ? {} : { "request-rate": rate }),
    ...(seed === undefined || isFixed ? {} : { seed }),
  };
}

function matches(point: Cell, exclude: Exclude): boolean {
  return Object.entries(exclude).every(([name, values]) => values.some((value) => value === point[name]));
}
