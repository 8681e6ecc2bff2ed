import type { KernelConstants } from "../roofline/kernels/constants.ts";
import type { BenchKind } from "./bench-table.ts";
import type { GemmSite } from "./gemm-sites.ts";
import { decodeGrid, gemmGrid, prefillGrid } from "./grid.ts";
import { type KernelPoint, rankShape } from "./kernel-point.ts";
import { BENCH_SHAPES, DECODE_TP } from "./sweeps.ts";
import { decodeTable, GEMM_TABLES, prefillTable } from "./table-keys.ts";
import { mfuText, tableText } from "./table-text.ts";

/** A table to be written: path relative to the GPU's folder, text, kind. */
export interface SyntheticFile {
  readonly path: string;
  readonly text: string;
  readonly kind: BenchKind;
}

/** The 25 tables of a GPU, every row priced by the analytic kernel model. Same input, same bytes. */
export function synthTables(c: KernelConstants, sites: readonly GemmSite[]): SyntheticFile[] {
  const file = (path: string, kind: BenchKind, points: readonly KernelPoint[]): SyntheticFile => ({
    path,
    kind,
    text: tableText(
      kind,
      points.map((point) => modelledRow(point, c)),
    ),
  });
  return [
    file(GEMM_TABLES.bf16, "gemm", gemmGrid(sites, "bf16")),
    ...BENCH_SHAPES.flatMap((shape) => [
      file(prefillTable(shape), "prefill", prefillGrid(shape)),
      ...DECODE_TP.map((tp) => file(decodeTable(shape, tp), "decode", decodeGrid(rankShape(shape, tp)))),
    ]),
  ];
}

/** The time in whole nanoseconds, as a timer would give it. */
function modelledRow(point: KernelPoint, c: KernelConstants): string {
  const us = point.modelUs(c);
  return [...point.columns, us.toFixed(3), mfuText(point, us, c)].join(",");
}
