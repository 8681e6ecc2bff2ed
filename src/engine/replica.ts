import type { Recorder } from "./recorder.ts";

/** One scheduler with its KV pool, as the simulation loop sees it. Implemented by the fast and by the literal engine. */
export interface Replica {
  readonly recorder: Recorder;
  /** End of the step on the GPU; Infinity when it is idle. */
  readonly stepEndNs: number;
  /** Requests it has: waiting and running. */
  readonly load: number;
  /** Runs steps up to and including those that end at `limitNs`, stops after one whose completion calls for events. Returns the time reached. */
  advanceTo(limitNs: number): number;
  /** The scheduler sees a request from now on. */
  enqueue(row: number, nowNs: number): void;
  /** After the events of `nowNs`: schedules what can be scheduled. */
  wake(nowNs: number): void;
  /** Closes the samples at the end of the simulation. */
  close(endNs: number): void;
  /** Throws on the first broken invariant. */
  check(nowNs: number): void;
}

/** Where a replica reports completions. */
export interface Outlet {
  /** A request has got its last token and left. */
  finished(row: number, timeNs: number): void;
  /** Set by `finished` when the completion calls for an event, which may be due at once. Cleared by the simulation. */
  interrupt: boolean;
}
