import { fail } from "../check.ts";
import { Interner } from "../interner.ts";
import type { RowSink } from "../row-sink.ts";
import type { TraceOptions } from "../spec.ts";
import { emptyRow } from "../trace-row.ts";
import { ArrivalClock } from "./arrival-clock.ts";
import { checkPresent, tokensAt } from "./json-values.ts";
import type { LineReader } from "./line-reader.ts";
import { type JsonObject, parseJsonLine } from "./parse-json.ts";
import { failZeroTokens } from "./row-values.ts";
import { TokenBlocks } from "./token-blocks.ts";

/**
 * LLMServingSim (github.com/casys-kaist/LLMServingSim): a request a line, or an agentic session a line, whose sub-requests
 * are released one after another: each at the end of the one before plus that one's `tool_duration_ns`.
 * Prompts that carry `input_tok_ids` share blocks where their tokens agree.
 */
export class LlmServingSimReader implements LineReader {
  readonly #sink: RowSink;
  readonly #options: TraceOptions;
  readonly #row = emptyRow();
  readonly #clock: ArrivalClock;
  readonly #sessions = new Interner();
  readonly #tokenBlocks: TokenBlocks;
  #where = { file: "", line: 0 };
  /** Whether any prompt came with its tokens. */
  hasTokens = false;

  constructor(sink: RowSink, options: TraceOptions) {
    this.#sink = sink;
    this.#options = options;
    this.#clock = new ArrivalClock(options.timeUnit ?? "ns", "arrival_time_ns", undefined);
    this.#tokenBlocks = new TokenBlocks(options.kvBlockSize ?? 16);
  }

  get originNs(): number {
    return this.#clock.originNs;
  }

  line(buffer: Buffer, start: number, end: number, lineNumber: number): boolean {
    const where = (this.#where = { file: this.#sink.file, line: lineNumber });
    const object = parseJsonLine(buffer.toString("utf8", start, end), where.file, lineNumber);
    this.#row.arrivalNs = this.#arrivalNs(object);
    this.#row.session = -1;
    if (object.sub_requests === undefined) return this.#add(object, -1);
    return this.#addSession(object);
  }

  #addSession(session: JsonObject): boolean {
    const turns = session.sub_requests;
    if (!Array.isArray(turns) || turns.length === 0) {
      fail({ where: this.#where, field: "sub_requests", message: "must be a list of at least one request" });
    }
    this.#row.session = this.#sessions.number(String(session.session_id ?? `line ${this.#where.line}`));
    let delayNs = -1;
    for (const turn of turns as unknown[]) {
      if (typeof turn !== "object" || turn === null) {
        fail({ where: this.#where, field: "sub_requests", got: turn, message: "must hold objects" });
      }
      const request = turn as JsonObject;
      if (!this.#add(request, delayNs)) return false;
      delayNs = this.#toolNs(request);
    }
    return true;
  }

  /** @param delayNs wait after the turn before; -1 for a request that arrives by itself */
  #add(request: JsonObject, delayNs: number): boolean {
    const row = this.#row;
    const { line } = this.#where;
    row.promptTokens = tokensAt(request, "input_toks", this.#where);
    row.outputTokens = tokensAt(request, "output_toks", this.#where);
    row.followsPrevious = delayNs >= 0;
    row.delayNs = Math.max(0, delayNs);
    row.blockIds = this.#blocksOf(request);
    if (row.promptTokens > 0 && row.outputTokens > 0) return this.#sink.add(row, line);
    const field = row.promptTokens === 0 ? "input_toks" : "output_toks";
    // A session cannot lose a turn from its middle.
    if (!this.#options.dropEmpty || row.session >= 0) failZeroTokens(this.#where, field);
    return this.#sink.drop(field === "input_toks" ? "0 prompt tokens" : "0 output tokens");
  }

  #blocksOf(request: JsonObject): ArrayLike<number> {
    const tokens = request.input_tok_ids;
    if (tokens === undefined) return [];
    if (!Array.isArray(tokens) || tokens.length !== this.#row.promptTokens) {
      fail({ where: this.#where, field: "input_tok_ids", message: `must be a list of input_toks token ids` });
    }
    this.hasTokens = true;
    return this.#tokenBlocks.of(tokens);
  }

  #arrivalNs(object: JsonObject): number {
    checkPresent(object, "arrival_time_ns", this.#where);
    const ns = this.#clock.ofValue(object.arrival_time_ns);
    if (Number.isNaN(ns)) this.#clock.explain(object.arrival_time_ns, this.#where);
    return ns;
  }

  #toolNs({ tool_duration_ns: value = 0 }: JsonObject): number {
    if (typeof value === "number" && value >= 0 && value < Infinity) return Math.round(value);
    fail({
      where: this.#where,
      field: "tool_duration_ns",
      got: value,
      message: "must be a number of at least 0",
    });
  }
}
