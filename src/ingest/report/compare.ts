import type { BenchTable } from "../bench-table.ts";
import { shapeName } from "../table-keys.ts";
import { type Figure, figure3, percent } from "./document.ts";
import { colourScale, draw, keyMarks, Plot } from "./draw.ts";

/** A point that both sets have. */
interface SharedPoint {
  readonly kind: string;
  readonly us: number;
  readonly otherUs: number;
  readonly title: string;
}

export interface Comparison {
  readonly shared: readonly SharedPoint[];
  /** Points that only one of the sets has. */
  readonly onlyHere: number;
  readonly onlyThere: number;
}

/** Points of two sets of tables matched by kernel, shape of one rank, and sizes: file names play no part. */
export function compareTables(here: readonly BenchTable[], there: readonly BenchTable[]): Comparison {
  const [a, b] = [timesOf(here), timesOf(there)];
  const shared: SharedPoint[] = [];
  for (const [key, { us, kind }] of a) {
    const other = b.get(key);
    if (other === undefined) continue;
    const ratio = figure3(other.us / us);
    shared.push({
      kind,
      us,
      otherUs: other.us,
      title: `${key}\n${us} us here, ${other.us} us there: ${ratio} times`,
    });
  }
  return { shared, onlyHere: a.size - shared.length, onlyThere: b.size - shared.length };
}

function timesOf(tables: readonly BenchTable[]): Map<string, { us: number; kind: string }> {
  const times = new Map<string, { us: number; kind: string }>();
  for (const { kind, dtype, shape, rows } of tables) {
    const name = kind === "gemm" ? `gemm ${dtype}` : kind;
    const of = shape === undefined ? "" : ` ${shapeName(shape)}`;
    for (const { point, us } of rows) {
      const key = `${name}${of}, ${point.label}${point.series.includes("fp8") ? ", kv fp8" : ""}`;
      if (!times.has(key)) times.set(key, { us, kind: name });
    }
  }
  return times;
}

/** By kind: how many, and the other set's time over this one's. */
export function comparisonRows({ shared }: Comparison) {
  const kinds = [...new Set(shared.map(({ kind }) => kind))];
  return kinds.map((kind) => {
    const ratios = shared.filter((point) => point.kind === kind).map(({ us, otherUs }) => otherUs / us);
    ratios.sort((a, b) => a - b);
    const at = (share: number) => ratios[Math.round(share * (ratios.length - 1))]!;
    const apart = ratios.map((ratio) => Math.abs(ratio - 1)).reduce((sum, x) => sum + x, 0) / ratios.length;
    return {
      kernel: kind,
      points: ratios.length,
      "median ratio": at(0.5).toFixed(2),
      "p10 to p90": `${at(0.1).toFixed(2)} to ${at(0.9).toFixed(2)}`,
      "mean difference": percent(apart, 1),
    };
  });
}

/** The other set's time over this one's, by this one's. */
export function comparisonPlot({ shared }: Comparison): Figure {
  const kinds = [...new Set(shared.map(({ kind }) => kind))];
  const points = shared.map((point) => ({ ...point, ratio: point.otherUs / point.us }));
  return {
    title: "Time there over time here",
    summary: `${points.length} points that both sets have; 1 is agreement. ${kinds.join(", ")}.`,
    svg: draw({
      width: 900,
      height: 420,
      marginLeft: 48,
      x: { type: "log", label: "time here, us" },
      y: { type: "log", label: "ratio", grid: true, tickFormat: (value: number) => figure3(value) },
      color: colourScale(kinds),
      marks: [
        Plot.ruleY([1]),
        Plot.dot(points, { x: "us", y: "ratio", fill: "kind", r: 2, fillOpacity: 0.7, title: "title" }),
        ...keyMarks(kinds, "top-right"),
      ],
    }),
  };
}
