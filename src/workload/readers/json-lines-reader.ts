import { Interner } from "../interner.ts";
import type { RowSink } from "../row-sink.ts";
import type { TraceOptions } from "../spec.ts";
import { emptyRow } from "../trace-row.ts";
import { ArrivalClock } from "./arrival-clock.ts";
import type { BlockIds } from "./block-ids.ts";
import { checkPresent, tokensAt } from "./json-values.ts";
import type { TraceLayout } from "./layout.ts";
import type { LineReader } from "./line-reader.ts";
import { type JsonObject, parseJsonLine } from "./parse-json.ts";
import { failZeroTokens, wholePriority } from "./row-values.ts";
import { TurnChains } from "./turn-chains.ts";

/** Reads one JSON object a line under any layout. */
export class JsonLinesReader implements LineReader {
  readonly #sink: RowSink;
  readonly #options: TraceOptions;
  readonly #blockIds: BlockIds;
  readonly #layoutOf: (keys: readonly string[]) => TraceLayout;
  readonly #row = emptyRow();
  readonly #sessions = new Interner();
  readonly #prompts = new Interner();
  readonly #chains = new TurnChains();
  #layout: TraceLayout | undefined;
  #clock: ArrivalClock | undefined;
  #where = { file: "", line: 0 };

  constructor(
    sink: RowSink,
    options: TraceOptions,
    blockIds: BlockIds,
    layoutOf: (keys: readonly string[]) => TraceLayout,
  ) {
    this.#sink = sink;
    this.#options = options;
    this.#blockIds = blockIds;
    this.#layoutOf = layoutOf;
  }

  get originNs(): number {
    return this.#clock?.originNs ?? 0;
  }

  line(buffer: Buffer, start: number, end: number, lineNumber: number): boolean {
    const { file } = this.#sink;
    const where = (this.#where = { file, line: lineNumber });
    const object = parseJsonLine(buffer.toString("utf8", start, end), file, lineNumber);
    const layout = (this.#layout ??= this.#begin(object));
    const row = this.#row;
    row.promptTokens = tokensAt(object, layout.prompt, where);
    row.outputTokens = tokensAt(object, layout.output, where);
    if (row.outputTokens === 0 || row.promptTokens === 0) {
      const field = row.outputTokens === 0 ? layout.output : layout.prompt;
      if (!this.#options.dropEmpty) failZeroTokens(where, field);
      return this.#sink.drop(row.outputTokens === 0 ? "0 output tokens" : "0 prompt tokens");
    }
    row.arrivalNs = layout.arrival === undefined ? NaN : this.#arrivalNs(object, layout.arrival);
    if (layout.chain)
      row.session = this.#chains.session(object[layout.chain.turn], object[layout.chain.before]);
    if (layout.session !== undefined) row.session = number(object[layout.session], this.#sessions);
    if (layout.promptId !== undefined) row.promptId = number(object[layout.promptId], this.#prompts);
    if (layout.priority !== undefined)
      row.priority = wholePriority(object[layout.priority] ?? 0, where, layout.priority);
    const ids = layout.hashIds === undefined ? undefined : object[layout.hashIds];
    row.blockIds = this.#blockIds.ofArray(ids ?? [], row.promptTokens, where, layout.hashIds ?? "");
    return this.#sink.add(row, lineNumber);
  }

  #begin(object: JsonObject): TraceLayout {
    const layout = this.#layoutOf(Object.keys(object));
    this.#sink.lengthsOnly = layout.arrival === undefined;
    return layout;
  }

  #arrivalNs(object: JsonObject, key: string): number {
    checkPresent(object, key, this.#where);
    this.#clock ??= new ArrivalClock(this.#layout!.time, key, this.#options.secMultiplier);
    const ns = this.#clock.ofValue(object[key]);
    if (Number.isNaN(ns)) this.#clock.explain(object[key], this.#where);
    return ns;
  }
}

/** A missing or null name is none; -1 is Bailian's none. */
function number(value: unknown, interner: Interner): number {
  return value === undefined || value === null || value === -1 ? -1 : interner.number(String(value));
}
