import type { FollowUps, RequestTable } from "../engine/request-table.ts";
import { GrowableFloat64 } from "./growable.ts";
import type { TraceRow } from "./trace-row.ts";

/** Columns that most workloads lack. Made when the first row needs one, with the default for the rows before. */
const OPTIONAL = { priority: 0, session: -1, promptId: -1 } as const;
type OptionalColumn = keyof typeof OPTIONAL;
const OPTIONAL_NAMES = Object.keys(OPTIONAL) as OptionalColumn[];

/** Rows to begin with, and rows from which on memory counts more than copies. */
const START = 4096;
const LARGE = 1 << 18;

/** Collects rows into typed-array columns: 16 bytes a row, 4 more for each optional column, 8 for a block id or delay. */
export class RequestBuilder {
  count = 0;
  arrivalNs = new Float64Array(START);
  promptTokens = new Int32Array(START);
  outputTokens = new Int32Array(START);
  readonly optional: { [Name in OptionalColumn]?: Int32Array } = {};
  #hasOptional = false;
  /** -1 = not a follow-up. */
  #delayNs: GrowableFloat64 | undefined;
  #blockIds: GrowableFloat64 | undefined;
  /** Where the ids of each row end. */
  #blockEnds: GrowableFloat64 | undefined;

  add(row: TraceRow): void {
    if (this.count === this.promptTokens.length) this.#grow();
    const index = this.count++;
    this.arrivalNs[index] = row.arrivalNs;
    this.promptTokens[index] = row.promptTokens;
    this.outputTokens[index] = row.outputTokens;
    if (this.#hasOptional || row.priority !== 0 || row.session >= 0 || row.promptId >= 0) {
      this.#addOptional(index, row);
    }
    if (row.followsPrevious || this.#delayNs) this.#addDelay(index, row.followsPrevious ? row.delayNs : -1);
    if (row.blockIds.length > 0 || this.#blockEnds) this.#addBlocks(index, row.blockIds);
  }

  isFollowUp(index: number): boolean {
    return this.#delayNs !== undefined && this.#delayNs.get(index) >= 0;
  }

  /** Copies a row back out, for sorting. Its block ids are a view. */
  read(index: number, row: TraceRow): void {
    row.arrivalNs = this.arrivalNs[index]!;
    row.promptTokens = this.promptTokens[index]!;
    row.outputTokens = this.outputTokens[index]!;
    for (const name of OPTIONAL_NAMES) row[name] = this.optional[name]?.[index] ?? OPTIONAL[name];
    const delayNs = this.#delayNs?.get(index) ?? -1;
    row.followsPrevious = delayNs >= 0;
    row.delayNs = Math.max(0, delayNs);
    const start = index === 0 ? 0 : (this.#blockEnds?.get(index - 1) ?? 0);
    row.blockIds = this.#blockIds?.slice(start, this.#blockEnds?.get(index) ?? 0) ?? [];
  }

  /** @param blockTokens tokens per block id; 0 where rows carry none */
  build(blockTokens: number): RequestTable {
    const { count } = this;
    const { priority, session } = this.optional;
    const ids = this.#blockIds?.finish();
    return {
      count,
      arrivalNs: this.arrivalNs.slice(0, count),
      promptTokens: this.promptTokens.slice(0, count),
      outputTokens: this.outputTokens.slice(0, count),
      ...(priority && { priority: priority.slice(0, count) }),
      ...(session && { session: session.slice(0, count) }),
      ...(this.#delayNs && { followUps: followUps(this.#delayNs.finish()) }),
      ...(ids &&
        this.#blockEnds && { promptBlocks: { blockTokens, offsets: withZero(this.#blockEnds), ids } }),
    };
  }

  #addOptional(index: number, row: TraceRow): void {
    this.#hasOptional = true;
    for (const name of OPTIONAL_NAMES) {
      const column = this.optional[name];
      if (column) column[index] = row[name];
      else if (row[name] !== OPTIONAL[name]) this.#start(name)[index] = row[name];
    }
  }

  #addDelay(index: number, delayNs: number): void {
    this.#delayNs ??= filled(index, -1);
    this.#delayNs.push(delayNs);
  }

  #addBlocks(index: number, ids: ArrayLike<number>): void {
    this.#blockIds ??= new GrowableFloat64();
    this.#blockEnds ??= filled(index, 0);
    this.#blockIds.pushAll(ids);
    this.#blockEnds.push(this.#blockIds.length);
  }

  #start(name: OptionalColumn): Int32Array {
    return (this.optional[name] = new Int32Array(this.promptTokens.length).fill(OPTIONAL[name]));
  }

  #grow(): void {
    // Half again where the columns are large: the last growth holds the old and the new at once.
    const { length } = this.promptTokens;
    const capacity = length < LARGE ? length * 4 : Math.ceil(length * 1.5);
    this.arrivalNs = extended(this.arrivalNs, new Float64Array(capacity));
    this.promptTokens = extended(this.promptTokens, new Int32Array(capacity));
    this.outputTokens = extended(this.outputTokens, new Int32Array(capacity));
    for (const name of OPTIONAL_NAMES) {
      const column = this.optional[name];
      if (column) this.optional[name] = extended(column, new Int32Array(capacity));
    }
  }
}

function extended<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function filled(count: number, value: number): GrowableFloat64 {
  const column = new GrowableFloat64();
  for (let i = 0; i < count; i++) column.push(value);
  return column;
}

/** @param delays -1 where a row is no follow-up */
function followUps(delays: Float64Array): FollowUps {
  const parent = Int32Array.from(delays, (delayNs, row) => (delayNs < 0 ? -1 : row - 1));
  return { parent, delayNs: delays.map((delayNs) => Math.max(0, delayNs)) };
}

function withZero(ends: GrowableFloat64): Float64Array {
  const offsets = new Float64Array(ends.length + 1);
  offsets.set(ends.slice(0, ends.length), 1);
  return offsets;
}
