import { EVENT, type EventQueue } from "./event-queue.ts";
import type { LatencyModel } from "./latency-model.ts";
import type { RequestState } from "./request-state.ts";
import type { RequestTable } from "./request-table.ts";

/** The sending side where it reacts to completions: closed loop, and turns that follow other turns. */
export class Clients {
  private readonly rows: RequestState;
  private readonly model: LatencyModel;
  private readonly events: EventQueue;
  private readonly limit: number;
  private inFlight = 0;
  /** Requests that have arrived but may not be sent yet, first in first out. */
  private readonly backlog: number[] = [];
  private backlogStart = 0;
  private readonly delayNs: Float64Array | undefined;
  private readonly firstChild: Int32Array | undefined;
  private readonly nextSibling: Int32Array | undefined;

  constructor(
    table: RequestTable,
    rows: RequestState,
    model: LatencyModel,
    events: EventQueue,
    maxConcurrency: number,
  ) {
    this.rows = rows;
    this.model = model;
    this.events = events;
    this.limit = maxConcurrency;
    if (!table.followUps) return;
    const { parent, delayNs } = table.followUps;
    this.delayNs = delayNs;
    this.firstChild = new Int32Array(table.count).fill(-1);
    this.nextSibling = new Int32Array(table.count).fill(-1);
    for (let row = table.count - 1; row >= 0; row--) {
      const before = parent[row]!;
      if (before < 0) continue;
      if (before >= row)
        throw new RangeError(`request ${row} follows request ${before}, which does not come before it`);
      this.nextSibling[row] = this.firstChild[before]!;
      this.firstChild[before] = row;
    }
  }

  /** A request arrives at its client, which sends it at once or when one of those in flight is done. */
  arrive(row: number, nowNs: number): void {
    if (this.inFlight < this.limit) this.send(row, nowNs);
    else this.backlog.push(row);
  }

  /** A request is complete; returns whether that calls for an event. */
  completed(row: number, nowNs: number): boolean {
    let calls = false;
    for (let child = this.firstChild?.[row] ?? -1; child >= 0; child = this.nextSibling![child]!) {
      this.events.push(nowNs + this.delayNs![child]!, EVENT.arrival, child);
      calls = true;
    }
    return this.freePlace(nowNs) || calls;
  }

  /** A request is out of flight, complete or rejected: the next may be sent. Returns whether one is. */
  freePlace(nowNs: number): boolean {
    this.inFlight -= 1;
    if (this.backlogStart === this.backlog.length) return false;
    this.send(this.backlog[this.backlogStart++]!, nowNs);
    return true;
  }

  /** The turns that follow `row`, and those that follow them: they will never be sent. */
  descendants(row: number): number[] {
    const found: number[] = [];
    for (let i = -1; i < found.length; i++) {
      for (
        let child = this.firstChild?.[i < 0 ? row : found[i]!] ?? -1;
        child >= 0;
        child = this.nextSibling![child]!
      ) {
        found.push(child);
      }
    }
    return found;
  }

  private send(row: number, nowNs: number): void {
    this.inFlight += 1;
    this.rows.arrivalNs[row] = nowNs;
    this.events.push(nowNs + this.model.admissionNs(this.rows.promptTokens[row]!), EVENT.visible, row);
  }
}
