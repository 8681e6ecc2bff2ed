import { fail } from "./check.ts";
import { DropCounter } from "./drop-counter.ts";
import { RequestBuilder } from "./request-builder.ts";
import { RowFilter } from "./row-filter.ts";
import type { TraceOptions } from "./spec.ts";
import { emptyRow, type TraceRow } from "./trace-row.ts";

/** Takes rows from a reader in file order, checks that time does not run backwards, and passes them on through the filter. */
export class RowSink {
  readonly file: string;
  readonly drops = new DropCounter();
  readonly notes: string[] = [];
  /** Rows handed over, dropped ones not counted. */
  rows = 0;
  /** Set by readers of traces that carry lengths only. */
  lengthsOnly = false;
  readonly builder = new RequestBuilder();
  readonly #filter: RowFilter;
  readonly #unsorted: RequestBuilder | undefined;
  #lastNs = -Infinity;

  constructor(file: string, options: TraceOptions) {
    this.file = file;
    this.#filter = new RowFilter(options, this.builder, this.drops);
    if (options.sortArrivals) this.#unsorted = new RequestBuilder();
  }

  /** @returns false when no further row can be wanted */
  add(row: TraceRow, lineNumber: number): boolean {
    this.rows++;
    if (this.#unsorted) {
      this.#unsorted.add(row);
      return true;
    }
    if (!row.followsPrevious) {
      if (row.arrivalNs < this.#lastNs) this.#failUnsorted(lineNumber, row.arrivalNs);
      this.#lastNs = row.arrivalNs;
    }
    return this.#filter.add(row);
  }

  /** A row that is left out before it could become a request. */
  drop(reason: string): true {
    this.drops.add(reason);
    return true;
  }

  finish(): void {
    if (this.#unsorted) this.#replaySorted(this.#unsorted);
    if (this.#filter.stopped) this.notes.push(this.#filter.stopped);
  }

  #replaySorted(unsorted: RequestBuilder): void {
    const order = sortedOrder(unsorted);
    if (order) {
      const moved = order.reduce((sum, from, to) => sum + (from === to ? 0 : 1), 0);
      this.notes.push(`sorted by arrival: ${moved} of ${unsorted.count} rows moved`);
    }
    const row = emptyRow();
    for (let i = 0; i < unsorted.count; i++) {
      unsorted.read(order ? order[i]! : i, row);
      if (!this.#filter.add(row)) return;
    }
  }

  #failUnsorted(line: number, arrivalNs: number): never {
    const earlier = ((this.#lastNs - arrivalNs) / 1e9).toPrecision(3);
    fail({
      where: { file: this.file, line },
      field: "arrival",
      message: `is ${earlier} s earlier than that of the row before`,
      remedy: "Sort the file, or give --sort-arrivals",
    });
  }
}

/** Row numbers by arrival, file order where equal, follow-ups behind the turn they follow; undefined if already so. */
function sortedOrder(rows: RequestBuilder): Int32Array | undefined {
  const keys = rows.arrivalNs.slice(0, rows.count);
  let sorted = true;
  for (let i = 1; i < rows.count; i++) {
    if (rows.isFollowUp(i)) keys[i] = keys[i - 1]!;
    if (keys[i]! < keys[i - 1]!) sorted = false;
  }
  if (sorted) return undefined;
  const order = Int32Array.from({ length: rows.count }, (_, i) => i);
  return order.sort((a, b) => keys[a]! - keys[b]! || a - b);
}
