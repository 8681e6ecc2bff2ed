import type { RequestTable } from "./request-table.ts";

/**
 * The arrivals known beforehand, in the order of a given time: a cursor instead of a million heap entries.
 *
 * Rows that follow another one are left out; they arrive when that one completes.
 */
export class Arrivals {
  private readonly order: Uint32Array;
  private readonly timeNs: Float64Array;
  private cursor = 0;

  /** `timeNs` is indexed by row; equal times keep row order. */
  constructor(table: RequestTable, timeNs: Float64Array) {
    const parent = table.followUps?.parent;
    const order = new Uint32Array(table.count);
    let count = 0;
    let lastNs = 0;
    let sorted = true;
    for (let row = 0; row < table.count; row++) {
      if (parent && parent[row]! >= 0) continue;
      order[count++] = row;
      if (timeNs[row]! < lastNs) sorted = false;
      lastNs = timeNs[row]!;
    }
    this.order = order.subarray(0, count);
    this.timeNs = timeNs;
    if (!sorted) sortByTime(this.order, timeNs);
  }

  /** Time of the next arrival; Infinity after the last. */
  get nextNs(): number {
    return this.cursor < this.order.length
      ? this.timeNs[this.order[this.cursor]!]!
      : Number.POSITIVE_INFINITY;
  }

  /** The next row; `nextNs` must be finite. */
  take(): number {
    return this.order[this.cursor++]!;
  }
}

/** Insertion sort while it pays: admission delays displace arrivals by a few places. Stable either way. */
function sortByTime(order: Uint32Array, timeNs: Float64Array): void {
  let moves = 8 * order.length;
  for (let i = 1; i < order.length; i++) {
    const row = order[i]!;
    const time = timeNs[row]!;
    let j = i;
    for (; j > 0 && timeNs[order[j - 1]!]! > time; j--) order[j] = order[j - 1]!;
    order[j] = row;
    moves -= i - j;
    if (moves < 0) {
      order.sort((a, b) => timeNs[a]! - timeNs[b]! || a - b);
      return;
    }
  }
}
