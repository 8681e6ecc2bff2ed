import { along, lastAtOrBelow } from "./along.ts";
import type { DecodeTable } from "./kernel-tables.ts";
import type { Series } from "./series.ts";
import type { HeadShape } from "./table-folder.ts";

/** Analytic time of a batch of equally long sequences, microseconds. */
export type DecodeModel = (shape: HeadShape, batch: number, kv: number) => number;

/** Two rows of a table at the KV lengths of both: table time over analytic time. */
interface RowPair {
  readonly x: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * A decode table as a function of batch size and KV length. Along the KV length time follows the analytic model from
 * point to point; between two batch sizes the correction to the model is linear in batch, beyond the table it is that
 * of its edge.
 */
export class DecodeGrid {
  readonly table: DecodeTable;
  private readonly model: DecodeModel;
  private readonly pairs = new Map<number, RowPair>();

  constructor(table: DecodeTable, model: DecodeModel) {
    this.table = table;
    this.model = model;
  }

  /** Indices of the row of this batch, twice; else of the two around it; beyond the table of the one at its edge. */
  rowsAround(batch: number): [low: number, high: number] {
    const { batches } = this.table;
    const at = lastAtOrBelow(batches, batch);
    if (at < 0) return [0, 0];
    return batches[at] === batch || at === batches.length - 1 ? [at, at] : [at, at + 1];
  }

  /** Time by KV length at a batch size, microseconds. */
  at(batch: number): (kv: number) => number {
    const { batches, series, shape } = this.table;
    const [low, high] = this.rowsAround(batch);
    const [from, to] = [batches[low]!, batches[high]!];
    if (batch === from) return this.alongRow(batch, series[low]!);
    const share = low === high ? 0 : (batch - from) / (to - from);
    const { x, lower, upper } = this.pair(low, high);
    const us = x.map((kv, i) => ((1 - share) * lower[i]! + share * upper[i]!) * this.model(shape, batch, kv));
    return this.alongRow(batch, notFalling(x, us));
  }

  private alongRow(batch: number, series: Series): (kv: number) => number {
    const price = along(series, (kv) => this.model(this.table.shape, batch, kv));
    return (kv) => price(kv).us;
  }

  private pair(low: number, high: number): RowPair {
    const { batches, series, shape } = this.table;
    const key = low * batches.length + high;
    const known = this.pairs.get(key);
    if (known !== undefined) return known;
    const x = union(series[low]!.x, series[high]!.x);
    const ratios = (row: number) => {
      const batch = batches[row]!;
      const price = this.alongRow(batch, series[row]!);
      return x.map((kv) => price(kv) / this.model(shape, batch, kv));
    };
    const pair = { x, lower: ratios(low), upper: ratios(high) };
    this.pairs.set(key, pair);
    return pair;
  }
}

/** All values of ascending lists, ascending, each once. */
export function union(...lists: readonly Float64Array[]): Float64Array {
  return Float64Array.from(new Set(lists.flatMap((list) => [...list]))).sort();
}

/** Raises times to those before them, where none of the points is a measurement of this very kernel. */
export function notFalling(x: Float64Array, us: Float64Array): Series {
  let most = 0;
  return { x, us: us.map((time) => (most = Math.max(most, time))), exact: new Uint8Array(x.length) };
}
