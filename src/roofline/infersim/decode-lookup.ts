import type { DecodeRow } from "./tables.ts";

/** Finds decode rows by the least |batch difference| + |KV length difference|, the first of equals. */
export class NearestDecodeRow {
  private readonly rows: readonly DecodeRow[];
  private readonly batch: Float64Array;
  private readonly kvLen: Float64Array;
  // The last search: where, what was found, and how far a query can move with that row still the nearest.
  private lastBatch = Number.NaN;
  private lastKvLen = Number.NaN;
  private lastRow = -1;
  private reach = 0;

  constructor(rows: readonly DecodeRow[]) {
    this.rows = rows;
    this.batch = Float64Array.from(rows, (row) => row.batch);
    this.kvLen = Float64Array.from(rows, (row) => row.kvLen);
  }

  /** Steps of a simulation move little: most are answered by the last search. Allocates nothing. */
  find(batch: number, kvLen: number): DecodeRow | undefined {
    const moved = Math.abs(batch - this.lastBatch) + Math.abs(kvLen - this.lastKvLen);
    if (!(moved < this.reach)) this.search(batch, kvLen);
    return this.lastRow < 0 ? undefined : this.rows[this.lastRow];
  }

  private search(batch: number, kvLen: number): void {
    let nearest = -1;
    let least = Number.POSITIVE_INFINITY;
    let second = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.batch.length; i++) {
      const distance = Math.abs(this.batch[i]! - batch) + Math.abs(this.kvLen[i]! - kvLen);
      if (distance < least) {
        second = least;
        least = distance;
        nearest = i;
      } else if (distance < second) second = distance;
    }
    this.lastBatch = batch;
    this.lastKvLen = kvLen;
    this.lastRow = nearest;
    // Triangle inequality: moving by less than half of the lead cannot let the second pass.
    this.reach = (second - least) / 2;
  }
}

/** The row of the last batch at or below and the last KV length at or below of the first batch: both exactly. */
export function floorDecodeRow(
  rows: readonly DecodeRow[],
  batch: number,
  kvLen: number,
): DecodeRow | undefined {
  const firstBatch = rows[0]?.batch;
  let floorBatch = Number.NaN;
  let floorKvLen = Number.NaN;
  for (const row of rows) {
    if (row.batch <= batch) floorBatch = row.batch;
    if (row.batch === firstBatch && row.kvLen <= kvLen) floorKvLen = row.kvLen;
  }
  for (const row of rows) {
    if (row.batch === floorBatch && row.kvLen === floorKvLen) return row;
  }
  return undefined;
}
