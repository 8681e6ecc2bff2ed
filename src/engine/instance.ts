import { admitWaiting } from "./admission.ts";
import { commitStep } from "./commit.ts";
import type { EngineConfig } from "./config.ts";
import { runDecodes } from "./decode-run.ts";
import { DecodeSet } from "./decode-set.ts";
import { walkRunning } from "./exact-walk.ts";
import { GraphPadding } from "./graph-padding.ts";
import { checkInstance } from "./instance-check.ts";
import type { KvCache } from "./kv-cache.ts";
import { type LatencyModel, StepPrice, StepShape } from "./latency-model.ts";
import { planRunning } from "./plan.ts";
import { Recorder } from "./recorder.ts";
import type { Outlet, Replica, ReplicaParts, StepObserver } from "./replica.ts";
import { RequestList } from "./request-list.ts";
import { PHASE, type RequestState } from "./request-state.ts";
import { RowBuffer } from "./row-buffer.ts";
import { StepSplit } from "./step-split.ts";
import type { WaitingQueue } from "./waiting-queue.ts";
import { WaterfallLedger } from "./waterfall-ledger.ts";

export interface InstanceParts extends ReplicaParts {
  readonly kv: KvCache;
  /** Whether `kv` must be told of every block that generated tokens fill. */
  readonly namesOutputs: boolean;
}

/**
 * One server: scheduler, KV pool and the step on its GPU, without any work per token.
 *
 * A step is *planned* for the running requests from sums, *admits* waiting ones, is priced, and *commits*: since its
 * end is known then, all times are written at once. What the scheduler may not know before the step returns (freed
 * blocks, freed places) waits for `complete`. Where the sums cannot decide, because memory or budget does not suffice
 * for everyone, `walkRunning` goes through the running list instead.
 */
export class Instance implements Replica {
  readonly recorder = new Recorder();
  readonly config: EngineConfig;
  readonly rows: RequestState;
  readonly kv: KvCache;
  readonly waiting: WaitingQueue;
  readonly running: RequestList;
  readonly decodes: DecodeSet;
  readonly padding: GraphPadding;
  readonly observer: StepObserver | undefined;
  /** Books where the time of requests goes, where that is asked for. */
  readonly ledger: WaterfallLedger | undefined;
  readonly usableBlocks: number;
  readonly namesOutputs: boolean;

  /** Running requests whose prompt is not computed to its end, in running order. */
  readonly partials = new RowBuffer();
  /** Decodes left out of the last step: their next gap is longer than that step. */
  readonly lagging = new Set<number>();
  /** Requests admitted so far. */
  admissions = 0;

  // The step being scheduled.
  readonly shape = new StepShape();
  readonly price = new StepPrice();
  /** The request of each of its chunks. */
  readonly chunkRows = new RowBuffer();
  /** Prompts under way that get no token in it. */
  readonly idle = new RowBuffer();
  /** Requests whose prompt ends in it. */
  readonly promptEnds = new RowBuffer();
  /** Lagging requests it schedules again, and decodes it leaves out. */
  readonly resumed = new RowBuffer();
  readonly skipped = new RowBuffer();
  /** Requests whose gap is their own; scratch of `commitStep`. */
  readonly late = new RowBuffer();
  /** Requests preempted for it. */
  preempted = 0;
  /** Requests wait behind it for want of blocks. */
  blocked = false;

  /** Number of the last scheduled step. */
  step = 0;
  /** Time of the last event it was told of or has come to by itself. */
  clockNs = Number.NEGATIVE_INFINITY;
  stepEndNs = Number.POSITIVE_INFINITY;
  /** End of the step scheduled behind the one on the GPU (async scheduling); Infinity when there is none. */
  queuedEndNs = Number.POSITIVE_INFINITY;

  private readonly model: LatencyModel;
  private readonly outlet: Outlet;
  private readonly index: number;
  /** A step has returned since the last attempt to schedule. */
  private returned = false;
  private readonly finished = new RowBuffer();

  constructor(parts: InstanceParts) {
    const { config, rows } = parts;
    this.config = config;
    this.model = parts.model;
    this.rows = rows;
    this.kv = parts.kv;
    this.waiting = parts.waiting;
    this.outlet = parts.outlet;
    this.index = parts.index;
    this.observer = parts.observer;
    this.running = new RequestList(rows.next, rows.prev);
    this.decodes = new DecodeSet(rows, config.blockSize, parts.namesOutputs);
    this.namesOutputs = parts.namesOutputs;
    this.padding = new GraphPadding(config);
    const { waterfalls } = parts;
    this.ledger =
      waterfalls && new WaterfallLedger(waterfalls, this.recorder, new StepSplit(this.model, this.padding));
    this.usableBlocks = config.kvBlocks - 1;
  }

  get load(): number {
    return this.waiting.length + this.running.length;
  }

  cachedBlocks(row: number): number {
    return this.config.prefixCaching ? this.kv.lookup(row, this.rows.promptTokens[row]!) : 0;
  }

  advanceTo(limitNs: number): number {
    for (;;) {
      runDecodes(this, limitNs);
      if (this.stepEndNs > limitNs) return limitNs;
      this.complete();
      if (this.clockNs === limitNs || this.outlet.interrupt) return this.clockNs;
      this.dispatch();
    }
  }

  enqueue(row: number, nowNs: number): void {
    this.clockNs = nowNs;
    if (this.recorder.samples.nextNs < nowNs) this.sample();
    this.rows.replica[row] = this.index;
    this.rows.phase[row] = PHASE.waiting;
    this.waiting.push(row);
    this.ledger?.enters(row, this.rows.arrivalNs[row]!, nowNs);
  }

  wake(nowNs: number): void {
    this.clockNs = nowNs;
    this.dispatch();
  }

  close(endNs: number): void {
    this.clockNs = endNs;
    this.sample();
  }

  check(nowNs: number): void {
    checkInstance(this, nowNs);
  }

  /** Number of the step on the GPU; the last one when idle. */
  get executingStep(): number {
    return this.queuedEndNs === Number.POSITIVE_INFINITY ? this.step : this.step - 1;
  }

  /** Sends a running request back to the waiting queue. `scheduledTokens`: what this step had already given it. */
  preempt(row: number, scheduledTokens: number): void {
    const { rows, decodes } = this;
    const step = this.step + 1;
    let computed = rows.computed[row]!;
    if (rows.phase[row] === PHASE.decode) {
      const finishing = rows.finishStep[row]! < step;
      computed = decodes.computed(row, step);
      // Its last token is the one of the previous step, in flight or not, unless that step left it out.
      rows.tokens[row] = computed + 1;
      if (!this.lagging.delete(row)) rows.lastTokenNs[row] = this.recorder.endNs;
      if (!finishing) {
        decodes.leave(row, step);
        this.ledger?.decoded(row);
        this.ledger?.waits(row, this.recorder.endNs);
      }
    } else {
      this.partials.remove(row);
      if (Number.isNaN(rows.firstTokenNs[row])) this.ledger?.loses(row, computed);
      this.ledger?.waits(row, this.recorder.endNs);
    }
    this.kv.release(row, computed + scheduledTokens, true);
    this.running.remove(row);
    rows.phase[row] = PHASE.waiting;
    rows.preemptions[row]! += 1;
    this.preempted += 1;
    this.recorder.preemptions += 1;
    this.waiting.restore(row);
  }

  /** Schedules at `clockNs` what may be scheduled now. */
  private dispatch(): void {
    if (this.stepEndNs === Number.POSITIVE_INFINITY) {
      // A step that only preempts costs no time, and another follows at once.
      while (this.load > 0 && !this.schedule()) {
        if (this.preempted === 0) throw new Error(`requests wait at ${this.clockNs} ns, yet none can run`);
      }
      if (this.load === 0) return;
      this.stepEndNs = this.recorder.endNs;
    } else if (!this.returned) return;
    this.returned = false;
    // One attempt behind each step: when it finds nothing to do, the next comes after that step has returned.
    if (this.config.asyncScheduling && this.schedule()) this.queuedEndNs = this.recorder.endNs;
  }

  /** The step on the GPU returns. */
  private complete(): void {
    this.clockNs = this.stepEndNs;
    if (this.recorder.samples.nextNs < this.clockNs) this.sample();
    const step = this.executingStep;
    this.stepEndNs = this.queuedEndNs;
    this.queuedEndNs = Number.POSITIVE_INFINITY;
    this.returned = true;
    let row = this.decodes.firstFinishing(step);
    if (row < 0) return;
    const { rows, finished } = this;
    finished.length = 0;
    for (; row >= 0; row = rows.calendarNext[row]!) finished.push(row);
    this.decodes.clearFinished(step);
    if (finished.length > 1) finished.sortBy(rows.order);
    for (let i = 0; i < finished.length; i++) {
      const done = finished.rows[i]!;
      if (rows.phase[done] === PHASE.waiting) {
        // Preempted while its last token was on the way: its blocks are gone already.
        this.waiting.remove(done);
      } else {
        this.running.remove(done);
        this.kv.release(done, rows.promptTokens[done]! + rows.outputTokens[done]! - 1, false);
      }
      rows.phase[done] = PHASE.away;
      this.outlet.finished(done, this.clockNs);
    }
  }

  /** Books the state that has held until now. Comes before every change of it. */
  sample(): void {
    const used = this.usableBlocks - this.kv.free;
    this.recorder.samples.until(this.clockNs, this.running.length, this.waiting.length, used);
  }

  /** Schedules the next step, behind the one on the GPU if there is one; false when it would have no token. */
  private schedule(): boolean {
    const step = this.step + 1;
    const { shape } = this;
    shape.clear();
    this.chunkRows.length = 0;
    this.idle.length = 0;
    this.promptEnds.length = 0;
    this.resumed.length = 0;
    this.skipped.length = 0;
    this.preempted = 0;
    const busy = this.stepEndNs !== Number.POSITIVE_INFINITY;
    this.recorder.startNs = busy ? this.stepEndNs : this.clockNs;
    let budget = planRunning(this, step);
    if (budget < 0) budget = walkRunning(this, step);
    this.blocked = this.preempted > 0;
    if (!this.blocked && budget > 0 && this.waiting.length > 0) this.blocked = admitWaiting(this, budget);
    const tokens = shape.decodes + shape.prefillTokens;
    if (tokens === 0) return false;
    shape.logits = shape.decodes + this.promptEnds.length;
    this.padding.apply(shape, tokens);
    this.priceStep();
    commitStep(this, step);
    if (this.observer) this.observe(this.observer);
    return true;
  }

  /** Prices `shape` into `price`. */
  priceStep(): void {
    this.model.price(this.shape, this.price);
    // Also false for NaN. A step without duration would let time stand still.
    if (!(this.price.totalNs >= 1)) {
      throw new RangeError(`${this.model.name} priced a step at ${this.price.totalNs} ns`);
    }
  }

  private observe(observer: StepObserver): void {
    observer({
      replica: this.index,
      step: this.step,
      startNs: this.recorder.startNs,
      endNs: this.recorder.endNs,
      shape: this.shape,
      price: this.price,
      running: this.running.length,
      waiting: this.waiting.length,
      kvBlocks: this.usableBlocks - this.kv.free,
    });
  }
}
