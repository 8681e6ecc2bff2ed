import { Arrivals } from "./arrivals.ts";
import { assembleResult } from "./assemble-result.ts";
import { BlockKeys } from "./block-keys.ts";
import { BlockKv } from "./block-kv.ts";
import { Clients } from "./clients.ts";
import { checkConfig, type EngineConfig } from "./config.ts";
import { CountingKv } from "./counting-kv.ts";
import { EVENT, EventQueue } from "./event-queue.ts";
import { Instance } from "./instance.ts";
import type { LatencyModel } from "./latency-model.ts";
import { LiteralInstance } from "./literal-instance.ts";
import { LiteralKv } from "./literal-kv.ts";
import { checkOutcome } from "./outcome-check.ts";
import { Rejections, rejectReason } from "./reject.ts";
import type { Outlet, Replica, StepObserver } from "./replica.ts";
import { RequestState } from "./request-state.ts";
import { checkRequests, type RequestTable } from "./request-table.ts";
import { FINISH, type SimulationResult } from "./result.ts";
import { createRouter, type Router, type RoutingPolicy } from "./router.ts";
import { FifoQueue, PriorityQueue } from "./waiting-queue.ts";
import { emptyWaterfalls, type Waterfalls } from "./waterfall-parts.ts";

/** Replica numbers are 16-bit columns. */
const MAX_REPLICAS = 65_536;

/** One run of the engine. */
export interface SimulationOptions {
  readonly requests: RequestTable;
  readonly config: EngineConfig;
  readonly latencyModel: LatencyModel;
  /**
   * Closed loop: a request is sent only while fewer than this many are in flight. Its arrival, from which all
   * latencies count, is then the time it is sent. Absent: no limit.
   */
  readonly maxConcurrency?: number;
  /** Servers behind one router, each with its own scheduler and KV pool. Default 1. */
  readonly replicas?: number;
  /** How the router chooses; needed with more than one replica. Default `round-robin`. */
  readonly routing?: RoutingPolicy;
  /** Called now and then with the number of requests done (completed or rejected). Keep it cheap. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Called for every step when it is scheduled. */
  readonly onStep?: StepObserver;
  /** Keeps where each request's time went: `SimulationResult.waterfalls`, 176 bytes a request. Changes no time. */
  readonly waterfalls?: boolean;
  /** The literal loop, request by request, instead of the fast one: same bytes, far slower. */
  readonly stepByStep?: boolean;
  /** Checks the invariants at every event and throws on the first that is broken. */
  readonly checkInvariants?: boolean;
}

/**
 * Runs the requests through one server, or several, and returns what was observed. Deterministic.
 * @throws RangeError for a configuration or a request no server could run.
 */
export function simulate(options: SimulationOptions): SimulationResult {
  checkConfig(options.config);
  checkRequests(options.requests);
  const { maxConcurrency = 1, replicas = 1 } = options;
  if (!(maxConcurrency >= 1)) {
    throw new RangeError(`maxConcurrency must be at least 1, got ${maxConcurrency}`);
  }
  if (!Number.isInteger(replicas) || replicas < 1 || replicas > MAX_REPLICAS) {
    throw new RangeError(`replicas must be a whole number from 1 to ${MAX_REPLICAS}, got ${replicas}`);
  }
  return new Simulation(options).run();
}

class Simulation implements Outlet {
  interrupt = false;
  private readonly options: SimulationOptions;
  private readonly rows: RequestState;
  private readonly replicas: Replica[];
  private readonly router: Router;
  private readonly events = new EventQueue();
  private readonly arrivals: Arrivals;
  private readonly rejections = new Rejections();
  /** Present where completions call for new requests. */
  private readonly clients: Clients | undefined;
  private readonly waterfalls: Waterfalls | undefined;
  private delivered = 0;
  private completed = 0;
  private endNs = 0;
  private readonly progressStride: number;
  private nextProgress: number;

  constructor(options: SimulationOptions) {
    this.options = options;
    const { requests, config, latencyModel: model, maxConcurrency = Number.POSITIVE_INFINITY } = options;
    const rows = new RequestState(requests, config.maxModelLen);
    this.rows = rows;
    if (requests.followUps || maxConcurrency < requests.count) {
      this.clients = new Clients(requests, rows, model, this.events, maxConcurrency);
      this.arrivals = new Arrivals(requests, requests.arrivalNs);
    } else {
      this.arrivals = new Arrivals(requests, visibleTimes(requests, model));
    }
    const blocksMatter =
      config.prefixCaching && (requests.promptBlocks !== undefined || config.schedulingPolicy === "priority");
    const keys =
      blocksMatter || (options.stepByStep && config.prefixCaching)
        ? new BlockKeys(requests, config.blockSize)
        : undefined;
    this.waterfalls = options.waterfalls ? emptyWaterfalls(requests.count) : undefined;
    const { waterfalls } = this;
    this.replicas = Array.from({ length: options.replicas ?? 1 }, (_, index) => {
      const waiting =
        config.schedulingPolicy === "priority"
          ? new PriorityQueue(rows)
          : new FifoQueue(rows.next, rows.prev);
      const parts = {
        config,
        model,
        rows,
        waiting,
        outlet: this,
        index,
        observer: options.onStep,
        waterfalls,
      };
      const usable = config.kvBlocks - 1;
      if (options.stepByStep) {
        return new LiteralInstance(parts, new LiteralKv(usable, config.blockSize, keys));
      }
      const kv = blocksMatter
        ? new BlockKv(usable, config.blockSize, keys!)
        : new CountingKv(usable, config.blockSize, config.prefixCaching);
      const namesOutputs = blocksMatter && keys!.namesOutputs;
      return new Instance({ ...parts, kv, namesOutputs });
    });
    this.router = createRouter(options.routing ?? "round-robin", this.replicas, requests, config.blockSize);
    this.progressStride = Math.max(1, Math.floor(requests.count / 200));
    this.nextProgress = this.progressStride;
  }

  run(): SimulationResult {
    const { arrivals, events, replicas, options } = this;
    // Completions that call for requests, or are to be checked one by one, must be met in order across replicas.
    const inStep = options.checkInvariants || (this.clients !== undefined && replicas.length > 1);
    let nowNs = 0;
    for (;;) {
      let limitNs = Math.min(arrivals.nextNs, events.nextNs, Number.MAX_VALUE);
      if (inStep) for (const replica of replicas) limitNs = Math.min(limitNs, replica.stepEndNs);
      let reachedNs = limitNs;
      for (const replica of replicas) reachedNs = Math.min(reachedNs, replica.advanceTo(limitNs));
      if (reachedNs === Number.MAX_VALUE) break;
      if (reachedNs < nowNs) throw new Error(`the clock went back from ${nowNs} to ${reachedNs} ns`);
      nowNs = reachedNs;
      this.interrupt = false;
      this.handleEvents(nowNs);
      for (const replica of replicas) replica.wake(nowNs);
      if (options.checkInvariants) this.check(nowNs);
    }
    for (const replica of replicas) replica.close(this.endNs);
    if (options.checkInvariants) checkOutcome(this.rows);
    options.onProgress?.(this.completed + this.rejections.count, this.rows.count);
    return assembleResult(this.rows, replicas, this.completed, this.rejections, this.endNs, this.waterfalls);
  }

  finished(row: number, timeNs: number): void {
    this.completed += 1;
    if (this.clients?.completed(row, timeNs)) this.interrupt = true;
    this.done(timeNs);
  }

  /** Everything that happens at `nowNs`: known arrivals in row order, then the queue. Schedulers come after. */
  private handleEvents(nowNs: number): void {
    const { arrivals, events, clients } = this;
    for (;;) {
      if (arrivals.nextNs <= nowNs) {
        if (clients) clients.arrive(arrivals.take(), nowNs);
        else this.deliver(arrivals.take(), nowNs);
      } else if (events.nextNs <= nowNs) {
        const { kind, row } = events.pop();
        if (kind === EVENT.arrival) clients!.arrive(row, nowNs);
        else this.deliver(row, nowNs);
      } else return;
    }
  }

  private deliver(row: number, nowNs: number): void {
    this.delivered += 1;
    const reason = rejectReason(this.options.config, this.rows, row);
    if (reason === undefined) {
      this.replicas[this.router(row)]!.enqueue(row, nowNs);
      return;
    }
    this.reject(row, reason);
    for (const turn of this.clients?.descendants(row) ?? []) {
      this.delivered += 1;
      this.reject(turn, "turns follow a rejected turn");
    }
    this.clients?.freePlace(nowNs);
    this.done(nowNs);
  }

  private reject(row: number, reason: string): void {
    this.rejections.add(reason);
    this.rows.finish[row] = FINISH.rejected;
    this.rows.outputTokens[row] = 0;
  }

  private done(timeNs: number): void {
    if (timeNs > this.endNs) this.endNs = timeNs;
    const count = this.completed + this.rejections.count;
    if (count >= this.nextProgress) {
      this.nextProgress = count + this.progressStride;
      this.options.onProgress?.(count, this.rows.count);
    }
  }

  private check(nowNs: number): void {
    let inside = 0;
    for (const replica of this.replicas) {
      replica.check(nowNs);
      inside += replica.load;
    }
    const accounted = this.completed + inside + this.rejections.count;
    if (accounted !== this.delivered) {
      throw new Error(
        `engine invariant broken: ${this.delivered} requests injected, ${accounted} accounted for`,
      );
    }
  }
}

/** When the scheduler sees each request that is sent at its arrival. */
function visibleTimes({ count, arrivalNs, promptTokens }: RequestTable, model: LatencyModel): Float64Array {
  const visibleNs = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const admissionNs = model.admissionNs(promptTokens[row]!);
    if (!(admissionNs >= 0 && admissionNs < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`${model.name} admits request ${row} after ${admissionNs} ns`);
    }
    visibleNs[row] = arrivalNs[row]! + admissionNs;
  }
  return visibleNs;
}
