import type { KernelConstants } from "../../roofline/kernels/constants.ts";
import { type BenchTable, seriesOf } from "../bench-table.ts";
import { mfuOf } from "../kernel-point.ts";
import { type Figure, figure3, percent } from "./document.ts";
import { colourScale, draw, keyMarks, Plot } from "./draw.ts";
import { shortCount } from "./heat-map.ts";

/** Panels at most; matrices of the other k are on the roofline all the same. */
const MOST_PANELS = 6;
/** Shapes named in the key at most. */
const MOST_KEYS = 12;

/** Utilisation of a GEMM table over its rows m: a panel for each k, a line for each n. */
export function gemmCurves(table: BenchTable, c: KernelConstants): Figure[] {
  const byK = new Map<number, { n: number; m: number; mfu: number; title: string }[]>();
  for (const { point, us, columns } of table.rows) {
    const [m, k, n] = columns as [number, number, number];
    const mfu = mfuOf(point, us, c);
    byK.set(k, [
      ...(byK.get(k) ?? []),
      { n, m, mfu, title: `${point.label}\n${us} us, mfu ${figure3(mfu)}` },
    ]);
  }
  const largest = [...byK].sort((a, b) => b[1].length - a[1].length || a[0] - b[0]).slice(0, MOST_PANELS);
  return largest
    .sort(([a], [b]) => a - b)
    .map(([k, points]) => {
      const best = points.reduce((a, b) => (b.mfu > a.mfu ? b : a));
      const matrices = new Set(points.map(({ n }) => n)).size;
      return {
        title: `${table.key}, k ${k}`,
        summary: `${matrices} matrices; the best reaches ${percent(best.mfu)} of the peak, at m ${best.m} and n ${best.n}. Lines turn from violet to green as n grows.`,
        svg: draw({
          width: 400,
          height: 260,
          x: { type: "log", base: 2, label: "m, rows", tickFormat: shortCount },
          y: { label: "mfu", domain: [0, 1], grid: true },
          // Both ends of the scheme are left out: one vanishes on light pages, the other on dark ones.
          color: { type: "log", scheme: "viridis", domain: [256, 131_072], range: [0.1, 0.8], clamp: true },
          marks: [
            Plot.line(points, { x: "m", y: "mfu", z: "n", stroke: "n", strokeWidth: 1.5, sort: "m" }),
            Plot.dot(points, { x: "m", y: "mfu", fill: "n", r: 2, title: "title" }),
          ],
        }),
      };
    });
}

/** Utilisation of prefill attention over the prompt's length, every shape. */
export function prefillCurves(tables: readonly BenchTable[], c: KernelConstants): Figure {
  const points = tables.flatMap((table) =>
    [...seriesOf(table.rows).values()].flat().map(({ point, us }) => {
      const mfu = mfuOf(point, us, c);
      const shape = table.key.replace(/^.*\/(.*)\.csv$/, "$1");
      return {
        shape,
        length: point.x,
        mfu,
        title: `${shape}, ${point.label}\n${us} us, mfu ${figure3(mfu)}`,
      };
    }),
  );
  const shapes = [...new Set(points.map(({ shape }) => shape))];
  const best = points.reduce((a, b) => (b.mfu > a.mfu ? b : a));
  return {
    title: "Prefill attention",
    summary: `${shapes.length} shapes; the best reaches ${percent(best.mfu)} of the peak, ${best.shape} at ${best.length} tokens.`,
    svg: draw({
      width: 800,
      height: 360,
      x: { type: "log", base: 2, label: "prompt tokens", tickFormat: shortCount },
      y: { label: "mfu, causal FLOPs", domain: [0, 1], grid: true },
      color: colourScale(shapes),
      marks: [
        Plot.line(points, { x: "length", y: "mfu", stroke: "shape", sort: "length" }),
        Plot.dot(points, { x: "length", y: "mfu", fill: "shape", r: 3, title: "title" }),
        ...keyMarks(shapes.slice(0, MOST_KEYS), "top-left"),
      ],
    }),
  };
}
