import { memoryFloorUs } from "../kernels/bounds.ts";
import type { KernelConstants } from "../kernels/constants.ts";
import { decodeAttentionUs } from "../kernels/decode-attention.ts";
import { EXTRAPOLATED, INTERPOLATED, lastAtOrBelow, MEASURED, MODELLED } from "./along.ts";
import { DecodeCurve, type DecodeSource } from "./decode-curve.ts";
import { type DecodeTable, isMeasured } from "./kernel-tables.ts";
import { type HeadShape, headSizes, sameShape } from "./layout.ts";
import { neighbours } from "./neighbours.ts";

/** KV lengths between which the analytic model is taken as a straight line: 4 an octave, 1 to 2 M tokens. */
const MODEL_KNOTS = Float64Array.from(
  new Set(Array.from({ length: 85 }, (_, i) => Math.round(2 ** (i / 4)))),
);

/**
 * Prices decode attention of one shape: from its own table, else from the analytic model corrected by measured shapes
 * near it, else from the analytic model alone.
 *
 * Between the points of a table, time is linear in KV length and in batch: it is bytes over bandwidth plus constants
 * a launch and a sequence, and chords of a convex bound never go below it.
 */
export class DecodePrice {
  private readonly shape: HeadShape;
  private readonly kvBytesPerElement: number;
  private readonly c: KernelConstants;
  private readonly launchUs: number;
  private readonly table: DecodeTable | undefined;
  /** Best provenance a price can have. */
  private readonly best: number;
  private readonly knotsOfRows = new Map<string, Float64Array>();

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
    this.launchUs = Math.min(this.analytic(shape, 1, 1), ...usable.map((table) => table.leastUs));
    if (own !== undefined && (isMeasured(own.source) || measured.length === 0)) {
      this.table = own;
      this.best = isMeasured(own.source) ? MEASURED : MODELLED;
    } else if (measured.length > 0) {
      this.table = this.transferred(measured);
      this.best = EXTRAPOLATED;
    } else {
      this.table = undefined;
      this.best = MODELLED;
    }
  }

  /** The curve of a batch size. Callers keep it. */
  curve(batch: number): DecodeCurve {
    const { table } = this;
    const usAt = (kv: number) =>
      Math.max(
        table === undefined ? this.analytic(this.shape, batch, kv) : this.inTable(table, batch, kv),
        this.bound(batch, kv),
        this.launchUs,
      );
    if (table === undefined) return new DecodeCurve(batch, MODEL_KNOTS, { ...NO_TABLE, usAt });
    const [low, high] = rowsAround(table.batches, batch);
    const [lower, upper] = [table.series[low]!, table.series[high]!];
    const { best } = this;
    const reached = low !== high || table.batches[low] === batch;
    const source: DecodeSource = {
      usAt,
      from: Math.max(lower.x[0]!, upper.x[0]!),
      to: Math.min(lower.x.at(-1)!, upper.x.at(-1)!),
      inside: Math.max(best, reached ? INTERPOLATED : EXTRAPOLATED),
      outside: Math.max(best, EXTRAPOLATED),
      provenanceAt: (kv) => {
        const inside = kv >= source.from && kv <= source.to;
        const point = low === high && reached ? lower.x.indexOf(kv) : -1;
        if (point >= 0 && lower.exact[point] === 1) return best;
        return inside ? source.inside : source.outside;
      },
    };
    return new DecodeCurve(batch, this.knots(table, low, high), source);
  }

  private analytic({ heads, kvHeads, headDim }: HeadShape, batch: number, kv: number): number {
    return decodeAttentionUs(heads, kvHeads, headDim, batch, batch * kv, this.kvBytesPerElement, this.c);
  }

  /** All KV read once at peak bandwidth, all FLOPs at peak. */
  private bound(batch: number, kv: number): number {
    const { heads, kvHeads, headDim } = this.shape;
    const flopsUs = ((4 * heads * headDim * batch * kv) / this.c.chip.bf16FlopsPerS) * 1e6;
    const bytes = 2 * kvHeads * headDim * this.kvBytesPerElement * batch * kv;
    return Math.max(flopsUs, memoryFloorUs(bytes, this.c));
  }

  /** The KV lengths of two rows, and the model's where one of them does not reach. */
  private knots(table: DecodeTable, low: number, high: number): Float64Array {
    const name = `${low}/${high}`;
    const known = this.knotsOfRows.get(name);
    if (known !== undefined) return known;
    const rows = [table.series[low]!.x, table.series[high]!.x];
    const outer = MODEL_KNOTS.filter((kv) => rows.some((x) => kv < x[0]! || kv > x.at(-1)!));
    const knots = Float64Array.from(new Set([...outer, ...rows.flatMap((x) => [...x])])).sort();
    this.knotsOfRows.set(name, knots);
    return knots;
  }

  /** Linear in KV length and batch; outside of the grid the efficiency of its edge against the model is held. */
  private inTable(table: DecodeTable, batch: number, kv: number): number {
    const { batches, shape } = table;
    const [low, high] = rowsAround(batches, batch);
    const from = batches[low]!;
    const lower = this.inRow(table, low, kv);
    if (low !== high) {
      return lower + ((batch - from) / (batches[high]! - from)) * (this.inRow(table, high, kv) - lower);
    }
    return batch === from
      ? lower
      : (lower / this.analytic(shape, from, kv)) * this.analytic(shape, batch, kv);
  }

  private inRow({ shape, batches, series }: DecodeTable, row: number, kv: number): number {
    const { x, us } = series[row]!;
    const at = lastAtOrBelow(x, kv);
    if (at >= 0 && (x[at] === kv || at < x.length - 1)) {
      if (x[at] === kv) return us[at]!;
      return us[at]! + ((kv - x[at]!) / (x[at + 1]! - x[at]!)) * (us[at + 1]! - us[at]!);
    }
    const edge = Math.max(at, 0);
    const batch = batches[row]!;
    return (us[edge]! / this.analytic(shape, batch, x[edge]!)) * this.analytic(shape, batch, kv);
  }

  /** A table of this shape at the points of the nearest one: analytic times, times the neighbours' corrections. */
  private transferred(tables: readonly DecodeTable[]): DecodeTable {
    const near = neighbours(tables, (table) => headSizes(table.shape), headSizes(this.shape));
    const { batches, series, kvDtype, source } = near[0]!.of;
    const corrected = series.map(({ x }, row) => {
      const batch = batches[row]!;
      let most = 0;
      const us = x.map((kv) => {
        let ratio = 0;
        for (const { of, weight } of near) {
          ratio += (weight * this.inTable(of, batch, kv)) / this.analytic(of.shape, batch, kv);
        }
        most = Math.max(most, ratio * this.analytic(this.shape, batch, kv));
        return most;
      });
      return { x, us, exact: new Uint8Array(x.length) };
    });
    return { source, shape: this.shape, kvDtype, batches, series: corrected, leastUs: this.launchUs };
  }
}

const NO_TABLE = {
  from: 0,
  to: Number.POSITIVE_INFINITY,
  inside: MODELLED,
  outside: MODELLED,
  provenanceAt: () => MODELLED,
};

/** Indices of the row of this batch, twice; else of the two around it; beyond the table of the one at its edge. */
function rowsAround(batches: Float64Array, batch: number): [low: number, high: number] {
  const at = lastAtOrBelow(batches, batch);
  if (at < 0) return [0, 0];
  return batches[at] === batch || at === batches.length - 1 ? [at, at] : [at, at + 1];
}
