import type { DropCounter } from "./drop-counter.ts";
import type { RequestBuilder } from "./request-builder.ts";
import type { TraceOptions } from "./spec.ts";
import type { TraceRow } from "./trace-row.ts";

/** Window, length limit and row limit, in that order. Rows come in arrival order. */
export class RowFilter {
  /** Why reading stopped before the end of the file, for people. */
  stopped: string | undefined;
  readonly #kept: RequestBuilder;
  readonly #drops: DropCounter;
  readonly #startNs: number;
  readonly #endNs: number;
  readonly #maxModelLen: number;
  readonly #limit: number;
  #firstNs = NaN;
  #previousKept = false;

  constructor(options: TraceOptions, kept: RequestBuilder, drops: DropCounter) {
    this.#kept = kept;
    this.#drops = drops;
    this.#startNs = (options.startS ?? 0) * 1e9;
    this.#endNs = (options.endS ?? Infinity) * 1e9;
    this.#maxModelLen = options.maxModelLen ?? Infinity;
    this.#limit = options.limit ?? Infinity;
  }

  /** @returns false when no further row can pass */
  add(row: TraceRow): boolean {
    if (row.followsPrevious) {
      if (!this.#previousKept) return this.#drop("turn after one that was left out");
    } else {
      if (Number.isNaN(this.#firstNs)) this.#firstNs = row.arrivalNs;
      const sinceFirstNs = row.arrivalNs - this.#firstNs;
      if (sinceFirstNs >= this.#endNs) return this.#stop(`stopped reading at --end ${this.#endNs / 1e9} s`);
      if (sinceFirstNs < this.#startNs) return this.#drop(`before --start ${this.#startNs / 1e9} s`);
    }
    if (row.promptTokens + row.outputTokens > this.#maxModelLen) {
      return this.#drop(`prompt + output longer than --drop-longer ${this.#maxModelLen}`);
    }
    if (this.#kept.count === this.#limit) return this.#stop(`stopped reading at --limit ${this.#limit}`);
    this.#kept.add(row);
    return (this.#previousKept = true);
  }

  #drop(reason: string): true {
    this.#drops.add(reason);
    this.#previousKept = false;
    return true;
  }

  #stop(reason: string): false {
    this.stopped = reason;
    return false;
  }
}
