import { memoryFloorUs } from "../kernels/bounds.ts";
import type { KernelConstants } from "../kernels/constants.ts";
import { decodeAttentionUs } from "../kernels/decode-attention.ts";
import { EXTRAPOLATED, INTERPOLATED, MEASURED, MODELLED } from "./along.ts";
import { DecodeCurve, type DecodeSource } from "./decode-curve.ts";
import { DecodeGrid, type DecodeModel, notFalling, union } from "./decode-grid.ts";
import { type DecodeTable, isMeasured } from "./kernel-tables.ts";
import { neighbours } from "./neighbours.ts";
import { type HeadShape, headSizes, sameShape } from "./table-folder.ts";

/** KV lengths between which prices are taken as straight lines: 4 an octave, 1 to 2 M tokens. */
export const MODEL_KNOTS = Float64Array.from(
  new Set(Array.from({ length: 85 }, (_, i) => Math.round(2 ** (i / 4)))),
);

/** A curve that no table supports. */
export const NO_TABLE = {
  from: 0,
  to: Number.POSITIVE_INFINITY,
  inside: MODELLED,
  outside: MODELLED,
  provenanceAt: () => MODELLED,
};

/**
 * Prices decode attention of one shape: from its own table, else from the analytic model corrected by measured shapes
 * near it, else from the analytic model alone. Never faster than KV and FLOPs at peak, or a launch.
 */
export class DecodePrice {
  private readonly shape: HeadShape;
  private readonly kvBytesPerElement: number;
  private readonly c: KernelConstants;
  private readonly model: DecodeModel;
  private readonly launchUs: number;
  private readonly grid: DecodeGrid | undefined;
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
    this.model = ({ heads, kvHeads, headDim }, batch, kv) =>
      decodeAttentionUs(heads, kvHeads, headDim, batch, batch * kv, kvBytesPerElement, c);
    const usable = tables.filter((table) => table.kvDtype === kvDtype);
    const measured = usable.filter((table) => isMeasured(table.source));
    const own = usable.find((table) => sameShape(table.shape, shape));
    this.launchUs = Math.min(this.model(shape, 1, 1), ...usable.map((table) => table.leastUs));
    if (own !== undefined && (isMeasured(own.source) || measured.length === 0)) {
      this.grid = new DecodeGrid(own, this.model);
      this.best = isMeasured(own.source) ? MEASURED : MODELLED;
    } else if (measured.length > 0) {
      this.grid = new DecodeGrid(this.transferred(measured), this.model);
      this.best = EXTRAPOLATED;
    } else {
      this.grid = undefined;
      this.best = MODELLED;
    }
  }

  /** The curve of a batch size. Callers keep it. */
  curve(batch: number): DecodeCurve {
    const { grid, shape, best } = this;
    const price = grid?.at(batch) ?? ((kv: number) => this.model(shape, batch, kv));
    const usAt = (kv: number) => Math.max(price(kv), this.bound(batch, kv), this.launchUs);
    if (grid === undefined) return new DecodeCurve(batch, MODEL_KNOTS, { ...NO_TABLE, usAt });
    const [low, high] = grid.rowsAround(batch);
    const { series, batches } = grid.table;
    const [lower, upper] = [series[low]!, series[high]!];
    const reached = low !== high || batches[low] === batch;
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
    return new DecodeCurve(batch, this.knots(low, high, lower.x, upper.x), source);
  }

  /** All KV read once at peak bandwidth, all FLOPs at peak. */
  private bound(batch: number, kv: number): number {
    const { heads, kvHeads, headDim } = this.shape;
    const flopsUs = ((4 * heads * headDim * batch * kv) / this.c.chip.bf16FlopsPerS) * 1e6;
    const bytes = 2 * kvHeads * headDim * this.kvBytesPerElement * batch * kv;
    return Math.max(flopsUs, memoryFloorUs(bytes, this.c));
  }

  /** The model's knots, and the KV lengths of two rows. */
  private knots(low: number, high: number, lower: Float64Array, upper: Float64Array): Float64Array {
    const name = `${low}/${high}`;
    const knots = this.knotsOfRows.get(name) ?? union(MODEL_KNOTS, lower, upper);
    this.knotsOfRows.set(name, knots);
    return knots;
  }

  /** A table of this shape at the points of the nearest one: analytic times, times the neighbours' corrections. */
  private transferred(tables: readonly DecodeTable[]): DecodeTable {
    const near = neighbours(tables, (table) => headSizes(table.shape), headSizes(this.shape)).map(
      ({ of, weight }) => ({ grid: new DecodeGrid(of, this.model), weight }),
    );
    const { batches, series, kvDtype, source } = near[0]!.grid.table;
    const corrected = series.map(({ x }, row) => {
      const batch = batches[row]!;
      const rows = near.map(({ grid, weight }) => ({ weight, shape: grid.table.shape, at: grid.at(batch) }));
      const us = x.map((kv) => {
        const ratio = (sum: number, { weight, shape, at }: (typeof rows)[number]) =>
          sum + (weight * at(kv)) / this.model(shape, batch, kv);
        return rows.reduce(ratio, 0) * this.model(this.shape, batch, kv);
      });
      return notFalling(x, us);
    });
    return { source, shape: this.shape, kvDtype, batches, series: corrected, leastUs: this.launchUs };
  }
}
