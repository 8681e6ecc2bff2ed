import { fail } from "../check.ts";
import { Interner } from "../interner.ts";
import { nearestHint } from "../nearest.ts";
import type { RowSink } from "../row-sink.ts";
import type { TraceOptions } from "../spec.ts";
import { emptyRow } from "../trace-row.ts";
import { ArrivalClock } from "./arrival-clock.ts";
import type { BlockIds } from "./block-ids.ts";
import type { CsvRecord } from "./csv-record.ts";
import { parseDigits } from "./decimal.ts";
import type { TraceLayout } from "./layout.ts";
import type { LineReader } from "./line-reader.ts";
import { failZeroTokens, wholePriority, wholeTokens } from "./row-values.ts";

const ABSENT = -1;

/** Reads CSV with a header under any layout. The hot path makes no strings. */
export class CsvReader implements LineReader {
  readonly #sink: RowSink;
  readonly #options: TraceOptions;
  readonly #record: CsvRecord;
  readonly #layoutOf: (columns: readonly string[]) => TraceLayout;
  readonly #blockIds: BlockIds;
  readonly #row = emptyRow();
  readonly #sessions = new Interner();
  readonly #prompts = new Interner();
  #columns: readonly string[] = [];
  #layout: TraceLayout | undefined;
  #at = {
    arrival: ABSENT,
    prompt: ABSENT,
    output: ABSENT,
    promptId: ABSENT,
    session: ABSENT,
    priority: ABSENT,
    hashIds: ABSENT,
  };
  #hasExtras = false;
  #clock: ArrivalClock | undefined;

  constructor(
    sink: RowSink,
    options: TraceOptions,
    record: CsvRecord,
    blockIds: BlockIds,
    layoutOf: (columns: readonly string[]) => TraceLayout,
  ) {
    this.#sink = sink;
    this.#options = options;
    this.#record = record;
    this.#blockIds = blockIds;
    this.#layoutOf = layoutOf;
  }

  get originNs(): number {
    return this.#clock?.originNs ?? 0;
  }

  line(buffer: Buffer, start: number, end: number, lineNumber: number): boolean {
    if (!this.#record.split(buffer, start, end, lineNumber)) {
      const message = "a quote is not closed on its line, or stands inside a field";
      fail({ where: { file: this.#sink.file, line: lineNumber }, message });
    }
    return this.#take();
  }

  /** One row whose fields another parser has cut out. */
  fields(fields: readonly string[], lineNumber: number, exactColumns: boolean): boolean {
    this.#record.exactColumns = exactColumns;
    this.#record.set(fields, lineNumber);
    return this.#take();
  }

  #take(): boolean {
    const { count, line } = this.#record;
    if (!this.#layout) return this.#readHeader();
    if (count !== this.#columns.length) {
      const message = `has ${count} columns where the header has ${this.#columns.length}`;
      fail({ where: { file: this.#sink.file, line }, field: "row", message });
    }
    const row = this.#row;
    row.promptTokens = this.#tokens(this.#at.prompt);
    row.outputTokens = this.#tokens(this.#at.output);
    if (row.outputTokens === 0) {
      const reason = this.#layout.noOutputMeans ?? (this.#options.dropEmpty ? "0 output tokens" : undefined);
      if (reason) return this.#sink.drop(reason);
      failZeroTokens(this.#where(this.#at.output), this.#layout.output);
    }
    if (row.promptTokens === 0) {
      if (this.#options.dropEmpty) return this.#sink.drop("0 prompt tokens");
      failZeroTokens(this.#where(this.#at.prompt), this.#layout.prompt);
    }
    row.arrivalNs = this.#arrivalNs();
    if (this.#hasExtras) this.#takeExtras();
    return this.#sink.add(row, line);
  }

  /** What most traces lack. */
  #takeExtras(): void {
    const row = this.#row;
    const { session, promptId, priority, hashIds } = this.#at;
    const layout = this.#layout!;
    if (session !== ABSENT) row.session = this.#number(session, this.#sessions);
    if (promptId !== ABSENT) row.promptId = this.#number(promptId, this.#prompts);
    if (priority !== ABSENT) {
      row.priority = wholePriority(this.#record.text(priority), this.#where(priority), layout.priority!);
    }
    if (hashIds === ABSENT) return;
    const text = this.#record.text(hashIds);
    row.blockIds = this.#blockIds.ofText(text, row.promptTokens, this.#where(hashIds), layout.hashIds!);
  }

  #readHeader(): true {
    const record = this.#record;
    this.#columns = Array.from({ length: record.count }, (_, i) => record.text(i));
    const layout = (this.#layout = this.#layoutOf(this.#columns));
    this.#at = {
      arrival: this.#find(layout.arrival),
      prompt: this.#find(layout.prompt),
      output: this.#find(layout.output),
      promptId: this.#find(layout.promptId),
      session: this.#find(layout.session),
      priority: this.#find(layout.priority),
      hashIds: this.#find(layout.hashIds),
    };
    const { session, promptId, priority, hashIds } = this.#at;
    this.#hasExtras = Math.max(session, promptId, priority, hashIds) !== ABSENT;
    this.#sink.lengthsOnly = layout.arrival === undefined;
    if (layout.arrival !== undefined) {
      const name = this.#columns[this.#at.arrival]!;
      this.#clock = new ArrivalClock(layout.time, name, this.#options.secMultiplier);
    }
    return true;
  }

  #find(name: string | undefined): number {
    if (name === undefined) return ABSENT;
    let index = this.#columns.indexOf(name);
    if (index < 0) index = this.#columns.findIndex((column) => column.toLowerCase() === name.toLowerCase());
    const where = { file: this.#sink.file, line: this.#record.line };
    if (index >= 0 && this.#columns.indexOf(this.#columns[index]!, index + 1) >= 0) {
      fail({ where, field: name, message: "is the name of two columns", remedy: "Rename one" });
    }
    if (index >= 0) return index;
    fail({
      where,
      field: name,
      message: "is not a column of this file",
      remedy: nearestHint(name, this.#columns),
    });
  }

  #tokens(field: number): number {
    const { buffer, starts, ends } = this.#record;
    const value = parseDigits(buffer, starts[field]!, ends[field]!);
    if (value >= 0 && value <= 2_147_483_647) return value;
    return wholeTokens(this.#record.text(field), this.#where(field), this.#columns[field]!);
  }

  #arrivalNs(): number {
    const field = this.#at.arrival;
    if (field === ABSENT) return NaN;
    const { buffer, starts, ends } = this.#record;
    const ns = this.#clock!.ofBytes(buffer, starts[field]!, ends[field]!);
    if (Number.isNaN(ns)) this.#clock!.explain(this.#record.text(field), this.#where(field));
    return ns;
  }

  /** An empty field, and pandas' nan, name nothing. */
  #number(field: number, interner: Interner): number {
    const name = this.#record.text(field);
    return name === "" || name === "nan" || name === "NaN" ? -1 : interner.number(name);
  }

  #where(field: number): { file: string; line: number; column?: number } {
    const column = this.#record.column(field);
    return { file: this.#sink.file, line: this.#record.line, ...(column !== undefined && { column }) };
  }
}
