import type { RowSink } from "../../row-sink.ts";
import { emptyRow } from "../../trace-row.ts";
import { failFarTime, failTime } from "../arrival-clock.ts";
import { Decimal } from "../decimal.ts";

import { NS_PER_UNIT, TimeBase } from "../time-base.ts";

/** Rows from the report of a measured run. Failed requests are left out and counted. */
export class MeasuredRows {
  readonly #sink: RowSink;
  readonly #row = emptyRow();
  readonly #time = new Decimal();
  readonly #timeBase = new TimeBase(NS_PER_UNIT.s);

  constructor(sink: RowSink) {
    this.#sink = sink;
  }

  get originNs(): number {
    return this.#timeBase.originNs;
  }

  /** @param startS when the request was sent, seconds; undefined where the report does not say */
  add(startS: unknown, promptTokens: number, outputTokens: number, line: number): boolean {
    if (promptTokens === 0 || outputTokens === 0)
      return this.#sink.drop("no tokens: failed in the measured run");
    const row = this.#row;
    row.promptTokens = promptTokens;
    row.outputTokens = outputTokens;
    row.arrivalNs = startS === undefined ? NaN : this.#startNs(startS, line);
    return this.#sink.add(row, line);
  }

  #startNs(startS: unknown, line: number): number {
    const where = { file: this.#sink.file, line };
    let time = this.#time;
    if (startS instanceof Decimal) time = startS;
    else if (typeof startS === "number" && Number.isFinite(startS)) time.setNumber(startS);
    else failTime(where, "start time", startS);
    const ns = this.#timeBase.toNs(time);
    if (Number.isNaN(ns)) failFarTime(where, "start time", startS);
    return ns;
  }
}
