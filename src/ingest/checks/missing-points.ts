import type { BenchTable } from "../bench-table.ts";
import { decodeGrid, gemmGrid, prefillGrid } from "../grid.ts";
import type { KernelPoint } from "../kernel-point.ts";
import type { Check, CheckContext } from "./check.ts";
import { axisOf } from "./monotone.ts";

/** Of a GPU's memory, the driver and the framework take the rest. */
const USABLE = 0.9;

/** Points of the campaign's grid that a table lacks. */
export const missingPoints: Check = (table, context) => {
  const expected = expectedPoints(table, context);
  const missing = missingOf(expected, table);
  if (missing.length === 0) return [];
  const message = `${missing.length} of ${expected.length} points of the grid are missing: ${describe(table, expected, missing)}`;
  return [{ check: "missing-points", file: table.key, rows: missing.length, message }];
};

/** The grid of a table's kind, without what does not fit into the GPU's memory. */
export function expectedPoints(
  { kind, dtype, shape }: Pick<BenchTable, "kind" | "dtype" | "shape">,
  { memoryBytes, sites }: CheckContext,
): KernelPoint[] {
  const all =
    kind === "gemm" ? gemmGrid(sites, dtype) : kind === "prefill" ? prefillGrid(shape!) : decodeGrid(shape!);
  return all.filter(({ footprintBytes }) => footprintBytes <= USABLE * memoryBytes);
}

export function missingOf(expected: readonly KernelPoint[], { rows }: BenchTable): KernelPoint[] {
  const there = new Set(rows.map(({ point }) => keyOf(point)));
  return expected.filter((point) => !there.has(keyOf(point)));
}

function keyOf({ series, x }: KernelPoint): string {
  return `${series}/${x}`;
}

const MOST_LISTED = 6;

/** Whole columns of the grid first, then whole rows, then single points. */
function describe(
  table: BenchTable,
  expected: readonly KernelPoint[],
  missing: readonly KernelPoint[],
): string {
  const whole = (by: (point: KernelPoint) => string | number) => {
    const left = new Set(table.rows.map(({ point }) => by(point)));
    return [...new Set(expected.map(by))].filter((value) => !left.has(value));
  };
  const xs = whole(({ x }) => x);
  const series = whole((point) => point.series);
  const single = missing.filter((point) => !xs.includes(point.x) && !series.includes(point.series));
  return [
    xs.length > 0 ? `${axisOf(table)} ${xs.join(", ")}` : "",
    some(series.map(String)),
    some(single.map(({ label }) => label)),
  ]
    .filter((part) => part !== "")
    .join("; ");
}

function some(items: readonly string[]): string {
  const more = items.length - MOST_LISTED;
  return items.slice(0, MOST_LISTED).join("; ") + (more > 0 ? `; and ${more} more` : "");
}
