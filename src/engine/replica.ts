import type { EngineConfig } from "./config.ts";
import type { LatencyModel, StepPrice, StepShape } from "./latency-model.ts";
import type { Recorder } from "./recorder.ts";
import type { RequestState } from "./request-state.ts";
import type { WaitingQueue } from "./waiting-queue.ts";
import type { Waterfalls } from "./waterfall-parts.ts";

/** One scheduler with its KV pool, as the simulation loop sees it. Implemented by the fast and by the literal engine. */
export interface Replica {
  readonly recorder: Recorder;
  /** End of the step on the GPU; Infinity when it is idle. */
  readonly stepEndNs: number;
  /** Requests it has: waiting and running. */
  readonly load: number;
  /** Leading blocks of a request's prompt that its prefix cache holds now. */
  cachedBlocks(row: number): number;
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

/** One step as scheduled. `shape` and `price` are reused: copy what is to be kept. */
export interface StepRecord {
  readonly replica: number;
  /** Counts the steps of the replica, from 1. */
  readonly step: number;
  readonly startNs: number;
  readonly endNs: number;
  readonly shape: StepShape;
  readonly price: StepPrice;
  /** Requests running in or waiting behind the step, and KV blocks in use. */
  readonly running: number;
  readonly waiting: number;
  readonly kvBlocks: number;
}

/** Called for a step when it is scheduled. */
export type StepObserver = (step: StepRecord) => void;

/** What every kind of replica is made of. */
export interface ReplicaParts {
  readonly config: EngineConfig;
  readonly model: LatencyModel;
  readonly rows: RequestState;
  readonly waiting: WaitingQueue;
  readonly outlet: Outlet;
  /** Number of the replica, from 0. */
  readonly index: number;
  readonly observer: StepObserver | undefined;
  /** Where it books what its requests' time went to; shared by all replicas. */
  readonly waterfalls: Waterfalls | undefined;
}
