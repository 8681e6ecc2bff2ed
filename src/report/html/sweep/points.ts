import { LATENCY_MODEL } from "../../differences.ts";

export type LabelValue = string | number | boolean;

export interface PointFigure {
  readonly mean: number;
  /** Half-width of the 95 % interval over seeds; NaN where there is one seed. */
  readonly ci95: number;
}

/** One scenario of a comparison, or one point of a sweep with its seeds taken together. */
export interface Point {
  readonly labels: Readonly<Record<string, LabelValue>>;
  /** By vLLM's keys: `p99_ttft_ms`. What was not measured is absent. */
  readonly figures: Readonly<Record<string, PointFigure>>;
  readonly overloaded: boolean;
}

/** A label in which points differ, with its values in the order charts show them. */
export interface Axis {
  readonly name: string;
  readonly values: readonly LabelValue[];
  /** Whether the values are numbers, so that distances mean something. */
  readonly numeric: boolean;
}

/** The labels in which points differ, those with most values first; the latency model last, as it is no choice of a server. */
export function axesOf(points: readonly Point[]): Axis[] {
  const names = Object.keys(points[0]?.labels ?? {});
  const axes = names.map((name): Axis => {
    const seen = [...new Set(points.map(({ labels }) => labels[name] ?? ""))];
    const numeric = seen.every((value) => value !== "" && Number.isFinite(Number(value)));
    return { name, numeric, values: numeric ? seen.sort((a, b) => Number(a) - Number(b)) : seen };
  });
  return axes.filter(({ values }) => values.length > 1).sort((a, b) => rank(b) - rank(a));
}

const rank = ({ name, values }: Axis): number => (name === LATENCY_MODEL ? 0 : values.length);

export function figureOf(point: Point, key: string): number {
  return point.figures[key]?.mean ?? Number.NaN;
}

/** What tells a point from the others: `tp 2, latency-model mfu`. Labels that a point does not have are left out. */
export function nameOf(point: Point, axes: readonly Pick<Axis, "name">[]): string {
  return named(point, axes, (name, value) => `${name} ${value}`);
}

/** The same for where there is little room: only numbers need the names of their labels: `tp 2, mfu`. */
export function shortNameOf(point: Point, axes: readonly Pick<Axis, "name">[]): string {
  return named(point, axes, (name, value) =>
    typeof value === "boolean" || Number.isFinite(Number(value)) ? `${name} ${value}` : String(value),
  );
}

function named(
  { labels }: Point,
  axes: readonly Pick<Axis, "name">[],
  say: (name: string, value: LabelValue) => string,
): string {
  const known = axes.filter(({ name }) => (labels[name] ?? "") !== "");
  return known.map(({ name }) => say(name, labels[name]!)).join(", ");
}

/** Points that agree in these labels, in the order in which the first of each comes. */
export function groupBy(points: readonly Point[], axes: readonly Pick<Axis, "name">[]): Map<string, Point[]> {
  const groups = new Map<string, Point[]>();
  for (const point of points) {
    const key = nameOf(point, axes);
    const group = groups.get(key);
    if (group) group.push(point);
    else groups.set(key, [point]);
  }
  return groups;
}

/** How a figure is named and which way is better. */
export interface FigureName {
  readonly key: string;
  readonly name: string;
  readonly unit: string;
}

const metric = (key: string, name: string): FigureName => ({ key, name, unit: "ms" });

/** Figures that charts are drawn of, by key. */
export const FIGURE_NAMES = {
  p50_ttft_ms: metric("p50_ttft_ms", "TTFT p50"),
  p99_ttft_ms: metric("p99_ttft_ms", "TTFT p99"),
  p50_tpot_ms: metric("p50_tpot_ms", "TPOT p50"),
  p99_tpot_ms: metric("p99_tpot_ms", "TPOT p99"),
  p50_e2el_ms: metric("p50_e2el_ms", "E2EL p50"),
  p99_e2el_ms: metric("p99_e2el_ms", "E2EL p99"),
  request_throughput: { key: "request_throughput", name: "Requests", unit: "req/s" },
  request_goodput: { key: "request_goodput", name: "Goodput", unit: "req/s" },
  output_throughput: { key: "output_throughput", name: "Output tokens", unit: "tok/s" },
} as const satisfies Readonly<Record<string, FigureName>>;

export type FigureKey = keyof typeof FIGURE_NAMES;

/** Keys of which any point has a value. */
export function measured(points: readonly Point[], keys: readonly FigureKey[]): FigureKey[] {
  return keys.filter((key) => points.some((point) => Number.isFinite(figureOf(point, key))));
}
