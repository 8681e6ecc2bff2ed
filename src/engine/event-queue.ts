import { Heap } from "heap-js";

/** What happens at an event, in the order in which simultaneous events are handled. Tie order is semantics. */
export const EVENT = {
  /** A request is sent by its client: a follow-up turn, or the next one of a closed loop. */
  arrival: 1,
  /** A request has passed the API server: the scheduler sees it. */
  visible: 2,
} as const;
export type EventKind = (typeof EVENT)[keyof typeof EVENT];

export interface SimulationEvent {
  readonly timeNs: number;
  readonly kind: EventKind;
  /** Counts pushes: equal time and kind keep the order in which they were pushed. */
  readonly seq: number;
  readonly row: number;
}

/**
 * Events yet to come, by (time, kind, seq).
 *
 * Step completions come before every event of their time, and arrivals known beforehand before those in here; neither
 * passes through the heap, which therefore stays small.
 */
export class EventQueue {
  private readonly heap = new Heap<SimulationEvent>(compareEvents);
  private pushed = 0;
  private nowNs = 0;

  /** Time of the earliest event; Infinity when there is none. */
  get nextNs(): number {
    return this.heap.peek()?.timeNs ?? Number.POSITIVE_INFINITY;
  }

  get length(): number {
    return this.heap.length;
  }

  /** @throws RangeError for a time that is not a number or lies before the last event taken. */
  push(timeNs: number, kind: EventKind, row: number): void {
    if (!(timeNs >= this.nowNs && timeNs < Number.POSITIVE_INFINITY)) {
      throw new RangeError(
        `event for request ${row} at ${timeNs} ns, but the clock stands at ${this.nowNs} ns`,
      );
    }
    this.heap.push({ timeNs, kind, seq: this.pushed++, row });
  }

  pop(): SimulationEvent {
    const event = this.heap.pop();
    if (event === undefined) throw new RangeError("no event left");
    this.nowNs = event.timeNs;
    return event;
  }
}

function compareEvents(a: SimulationEvent, b: SimulationEvent): number {
  return a.timeNs - b.timeNs || a.kind - b.kind || a.seq - b.seq;
}
