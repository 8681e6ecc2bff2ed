import { memoryFloorUs } from "../kernels/bounds.ts";
import type { KernelConstants } from "../kernels/constants.ts";
import { decodeAttentionUs } from "../kernels/decode-attention.ts";
import { EXTRAPOLATED, INTERPOLATED, lastAtOrBelow, MEASURED, MODELLED } from "./along.ts";
import { DecodeCurve } from "./decode-curve.ts";
import { type DecodeTable, isMeasured } from "./kernel-tables.ts";
import { type HeadShape, headSizes, sameShape } from "./layout.ts";
import { neighbours, type Weighted } from "./neighbours.ts";
import type { Series } from "./series.ts";

/** KV lengths, beside the table's own, between which the analytic model is taken as a straight line: 4 an octave. */
const MODEL_KNOTS = Float64Array.from({ length: 85 }, (_, i) => Math.round(2 ** (i / 4)));

/**
 * Prices decode attention of one shape. Between the points of a table, time is linear in KV length and in batch: it
 * is bytes over bandwidth plus constants a launch and a sequence, and chords of a convex bound never go below it.
 */
export class DecodePrice {
  private readonly shape: HeadShape;
  private readonly kvBytesPerElement: number;
  private readonly c: KernelConstants;
  private readonly launchUs: number;
  private readonly own: DecodeTable | undefined;
  private readonly near: readonly Weighted<DecodeTable>[];

  constructor(
    tables: readonly DecodeTable[],
    shape: HeadShape,
    kvDtype: "bf16" | "fp8",
    kvBytesPerElement: number,
    c: KernelConstants,
  ) {
    this.shape = shape;
    this.kvBytesPerElement = kvBytesPerElement;
    this.c = c;
    const usable = tables.filter((table) => table.kvDtype === kvDtype);
    const measured = usable.filter((table) => isMeasured(table.source));
    const own = usable.find((table) => sameShape(table.shape, shape));
    this.own = own !== undefined && (isMeasured(own.source) || measured.length === 0) ? own : undefined;
    this.near = this.own ? [] : neighbours(measured, (t) => headSizes(t.shape), headSizes(shape));
    this.launchUs = Math.min(this.analytic(shape, 1, 1), ...usable.map((table) => table.leastUs));
  }

  /** The curve of a batch size. Allocates; callers keep what it returns. */
  curve(batch: number): DecodeCurve {
    const kv = this.knots(batch);
    const us = new Float64Array(kv.length);
    const atKnot = new Uint8Array(kv.length);
    const afterKnot = new Uint8Array(kv.length);
    let most = this.launchUs;
    for (const [i, length] of kv.entries()) {
      most = Math.max(most, this.at(batch, length), this.bound(batch, length));
      us[i] = most;
      atKnot[i] = this.provenanceAt(batch, length, length);
      afterKnot[i] = this.provenanceAt(batch, length, kv[i + 1] ?? Number.POSITIVE_INFINITY);
    }
    return new DecodeCurve(
      kv.map((length) => length * batch),
      us,
      atKnot,
      afterKnot,
    );
  }

  private analytic({ heads, kvHeads, headDim }: HeadShape, batch: number, kv: number): number {
    return decodeAttentionUs(heads, kvHeads, headDim, batch, batch * kv, this.kvBytesPerElement, this.c);
  }

  /** All KV read once at peak bandwidth, all FLOPs at peak. */
  private bound(batch: number, kv: number): number {
    const { heads, kvHeads, headDim } = this.shape;
    const flopsUs = ((4 * heads * headDim * batch * kv) / this.c.chip.bf16FlopsPerS) * 1e6;
    return Math.max(
      flopsUs,
      memoryFloorUs(2 * kvHeads * headDim * this.kvBytesPerElement * batch * kv, this.c),
    );
  }

  /** Lengths of the rows around `batch`, and the model's where no row reaches. */
  private knots(batch: number): Float64Array {
    const own = this.own === undefined ? [] : rowsAround(this.own, batch).map((row) => row.series.x);
    const inside = (length: number) => own.every((x) => length >= x[0]! && length <= x.at(-1)!);
    const outer = own.length === 0 ? [...MODEL_KNOTS] : [...MODEL_KNOTS].filter((length) => !inside(length));
    const all = new Set([...outer, ...own.flatMap((x) => [...x])]);
    return Float64Array.from(all).sort();
  }

  private at(batch: number, kv: number): number {
    if (this.own !== undefined) return this.inTable(this.own, batch, kv);
    const analytic = this.analytic(this.shape, batch, kv);
    if (this.near.length === 0) return analytic;
    let ratio = 0;
    for (const { of, weight } of this.near) {
      ratio += (weight * this.inTable(of, batch, kv)) / this.analytic(of.shape, batch, kv);
    }
    return analytic * ratio;
  }

  /** Linear in KV length and batch; outside of the grid the efficiency of its edge against the model is held. */
  private inTable(table: DecodeTable, batch: number, kv: number): number {
    const rows = rowsAround(table, batch).map(({ batch: rowBatch, series }) => ({
      rowBatch,
      us: this.inRow(table.shape, rowBatch, series, kv),
    }));
    const [low, high] = [rows[0]!, rows.at(-1)!];
    if (low === high) {
      const scale = this.analytic(table.shape, batch, kv) / this.analytic(table.shape, low.rowBatch, kv);
      return low.us * scale;
    }
    return low.us + ((batch - low.rowBatch) / (high.rowBatch - low.rowBatch)) * (high.us - low.us);
  }

  private inRow(shape: HeadShape, batch: number, { x, us }: Series, kv: number): number {
    const at = lastAtOrBelow(x, kv);
    if (at >= 0 && at < x.length - 1) {
      return us[at]! + ((kv - x[at]!) / (x[at + 1]! - x[at]!)) * (us[at + 1]! - us[at]!);
    }
    const edge = Math.max(at, 0);
    return (us[edge]! / this.analytic(shape, batch, x[edge]!)) * this.analytic(shape, batch, kv);
  }

  /** Of all lengths in [from, to]. */
  private provenanceAt(batch: number, from: number, to: number): number {
    if (this.own === undefined) return this.near.length > 0 ? EXTRAPOLATED : MODELLED;
    if (!isMeasured(this.own.source)) return MODELLED;
    const rows = rowsAround(this.own, batch);
    if (rows.length === 1 && rows[0]!.batch !== batch) return EXTRAPOLATED;
    if (rows.some(({ series: { x } }) => from < x[0]! || to > x.at(-1)!)) return EXTRAPOLATED;
    const { x, exact } = rows[0]!.series;
    const point = rows.length === 1 && from === to ? x.indexOf(from) : -1;
    return point >= 0 && exact[point] === 1 ? MEASURED : INTERPOLATED;
  }
}

/** The row of this batch; else the two around it; at the edges of the table the one nearest. */
function rowsAround(table: DecodeTable, batch: number): { batch: number; series: Series }[] {
  const { batches, series } = table;
  const at = lastAtOrBelow(batches, batch);
  const row = (index: number) => ({ batch: batches[index]!, series: series[index]! });
  if (at < 0) return [row(0)];
  if (batches[at] === batch || at === batches.length - 1) return [row(at)];
  return [row(at), row(at + 1)];
}
