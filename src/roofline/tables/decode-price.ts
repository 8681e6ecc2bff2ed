import { memoryFloorUs } from "../kernels/bounds.ts";
import type { KernelConstants } from "../kernels/constants.ts";
import { decodeAttentionUs } from "../kernels/decode-attention.ts";
import { along, EXTRAPOLATED, INTERPOLATED, lastAtOrBelow, MEASURED, MODELLED } from "./along.ts";
import { DecodeCurve, type DecodeSource } from "./decode-curve.ts";
import { type DecodeTable, isMeasured } from "./kernel-tables.ts";
import { type HeadShape, headSizes, sameShape } from "./layout.ts";
import { neighbours } from "./neighbours.ts";
import type { Series } from "./series.ts";

/** KV lengths between which prices are taken as straight lines: 4 an octave, 1 to 2 M tokens. */
export const MODEL_KNOTS = Float64Array.from(
  new Set(Array.from({ length: 85 }, (_, i) => Math.round(2 ** (i / 4)))),
);

/**
 * Prices decode attention of one shape: from its own table, else from the analytic model corrected by measured shapes
 * near it, else from the analytic model alone.
 *
 * Between two batch sizes time is linear: it is bytes over bandwidth plus constants a launch and a sequence. Along the
 * KV length it follows the analytic model from point to point.
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
    const { table, best } = this;
    const price = table === undefined ? undefined : this.inTable(table, batch);
    const usAt = (kv: number) =>
      Math.max(
        price === undefined ? this.analytic(this.shape, batch, kv) : price(kv),
        this.bound(batch, kv),
        this.launchUs,
      );
    if (table === undefined) return new DecodeCurve(batch, MODEL_KNOTS, { ...NO_TABLE, usAt });
    const [low, high] = rowsAround(table.batches, batch);
    const [lower, upper] = [table.series[low]!, table.series[high]!];
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

  /** The model's knots, and the KV lengths of two rows. */
  private knots(table: DecodeTable, low: number, high: number): Float64Array {
    const name = `${low}/${high}`;
    const known = this.knotsOfRows.get(name);
    if (known !== undefined) return known;
    const rows = [table.series[low]!.x, table.series[high]!.x];
    const knots = Float64Array.from(new Set([...MODEL_KNOTS, ...rows.flatMap((x) => [...x])])).sort();
    this.knotsOfRows.set(name, knots);
    return knots;
  }

  /**
   * Time by KV length at a batch size: along its row of the table, or linear in batch between the two around it.
   * Beyond the largest or smallest batch the efficiency of that row against the model is held.
   */
  private inTable(table: DecodeTable, batch: number): (kv: number) => number {
    const { batches, series, shape } = table;
    const [low, high] = rowsAround(batches, batch);
    const row = (index: number) => this.alongRow(shape, batches[index]!, series[index]!);
    const [from, to] = [batches[low]!, batches[high]!];
    if (low !== high) {
      const [lower, upper] = [row(low), row(high)];
      const share = (batch - from) / (to - from);
      return (kv) => lower(kv) + share * (upper(kv) - lower(kv));
    }
    if (batch === from) return row(low);
    const { x, us } = series[low]!;
    const held = x.map(
      (kv, i) => (us[i]! / this.analytic(shape, from, kv)) * this.analytic(shape, batch, kv),
    );
    return this.alongRow(shape, batch, notFalling(x, held));
  }

  private alongRow(shape: HeadShape, batch: number, series: Series): (kv: number) => number {
    const price = along(series, (kv) => this.analytic(shape, batch, kv));
    return (kv) => price(kv).us;
  }

  /** A table of this shape at the points of the nearest one: analytic times, times the neighbours' corrections. */
  private transferred(tables: readonly DecodeTable[]): DecodeTable {
    const near = neighbours(tables, (table) => headSizes(table.shape), headSizes(this.shape));
    const { batches, series, kvDtype, source } = near[0]!.of;
    const corrected = series.map(({ x }, row) => {
      const batch = batches[row]!;
      const rows = near.map(({ of, weight }) => ({ weight, shape: of.shape, at: this.inTable(of, batch) }));
      const us = x.map((kv) => {
        const ratio = (sum: number, { weight, shape, at }: (typeof rows)[number]) =>
          sum + (weight * at(kv)) / this.analytic(shape, batch, kv);
        return rows.reduce(ratio, 0) * this.analytic(this.shape, batch, kv);
      });
      return notFalling(x, us);
    });
    return { source, shape: this.shape, kvDtype, batches, series: corrected, leastUs: this.launchUs };
  }
}

/** Raises times to those before them; none of the points is a measurement of this shape. */
function notFalling(x: Float64Array, us: Float64Array): Series {
  let most = 0;
  return { x, us: us.map((time) => (most = Math.max(most, time))), exact: new Uint8Array(x.length) };
}

/** A curve that no table supports. */
export const NO_TABLE = {
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
