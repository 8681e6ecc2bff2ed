import type { KernelConstants } from "../../roofline/kernels/constants.ts";
import type { BenchTable } from "../bench-table.ts";
import { floorUs, mfuOf } from "../kernel-point.ts";
import { type Figure, figure3, percent } from "./document.ts";
import { draw, Plot } from "./draw.ts";

/** How near decode comes to what physics allows, over batch size and KV length. */
export function decodeHeatMap(table: BenchTable, c: KernelConstants): Figure {
  const cells = table.rows.map(({ point, us }) => ({
    batch: Number(point.columns[2]),
    kv: point.x,
    share: floorUs(point, c) / us,
    title: `${point.label}\n${us} us, mfu ${figure3(mfuOf(point, us, c))}, ${percent(floorUs(point, c) / us, 1)} of the bound`,
  }));
  const shares = cells.map(({ share }) => share);
  const [least, most] = [Math.min(...shares), Math.max(...shares)];
  const svg = draw({
    width: 400,
    height: 260,
    marginLeft: 44,
    marginBottom: 38,
    padding: 0.03,
    x: { label: "KV length", tickFormat: shortCount, domain: distinct(cells.map(({ kv }) => kv)) },
    y: { label: "batch", reverse: true, domain: distinct(cells.map(({ batch }) => batch)) },
    color: { type: "linear", scheme: "viridis", domain: [0, 1] },
    marks: [
      Plot.cell(cells, { x: "kv", y: "batch", fill: "share", title: "title" }),
      Plot.text(cells, {
        x: "kv",
        y: "batch",
        text: ({ share }) => (100 * share).toFixed(0),
        fill: ({ share }) => (share > 0.6 ? "#111" : "#fff"),
        fontSize: 9,
        pointerEvents: "none",
      }),
    ],
  });
  const summary = `${percent(least)} to ${percent(most)} of the bound by memory bandwidth or peak; ${cells.length} points.`;
  return { title: table.key, summary, svg };
}

function distinct(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

/** `512`, `4k`, `131k` */
export function shortCount(value: number): string {
  return value < 1024 ? String(value) : `${Math.round(value / 1024)}k`;
}
