import type { EngineConfig } from "./config.ts";
import { DecodeSet } from "./decode-set.ts";
import { walkRunning } from "./exact-walk.ts";
import { GraphPadding } from "./graph-padding.ts";
import { checkInstance } from "./instance-check.ts";
import type { KvCache } from "./kv-cache.ts";
import { type LatencyModel, StepPrice, StepShape } from "./latency-model.ts";
import { Recorder } from "./recorder.ts";
import type { Outlet, Replica } from "./replica.ts";
import { RequestList } from "./request-list.ts";
import { PHASE, type RequestState } from "./request-state.ts";
import { FINISH } from "./result.ts";
import { RowBuffer } from "./row-buffer.ts";
import type { WaitingQueue } from "./waiting-queue.ts";

export interface InstanceParts {
  readonly config: EngineConfig;
  readonly model: LatencyModel;
  readonly rows: RequestState;
  readonly kv: KvCache;
  readonly waiting: WaitingQueue;
  readonly outlet: Outlet;
  /** Number of the replica, from 0. */
  readonly index: number;
  /** Most tokens any request generates. */
  readonly longestOutput: number;
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
  readonly shape = new StepShape();
  readonly usableBlocks: number;
  readonly namesOutputs: boolean;

  /** Running requests whose prompt is not computed to its end, in running order. */
  readonly partials = new RowBuffer();
  /** Decodes left out of the last step: their next gap is longer than that step. */
  readonly lagging = new Set<number>();
  /** Requests whose prompt ends in the step being scheduled. */
  readonly promptEnds = new RowBuffer();
  /** Lagging requests scheduled again, and decodes left out, in the step being scheduled. */
  readonly resumed = new RowBuffer();
  readonly skipped = new RowBuffer();
  /** Requests preempted in the step being scheduled. */
  preempted = 0;

  /** Number of the last scheduled step. */
  step = 0;
  /** End of the last scheduled step. */
  lastEndNs = 0;
  stepEndNs = Number.POSITIVE_INFINITY;
  /** End of the step scheduled behind the one on the GPU (async scheduling); Infinity when there is none. */
  queuedEndNs = Number.POSITIVE_INFINITY;

  /** A step has returned since the last attempt to schedule. */
  private returned = false;
  private readonly model: LatencyModel;
  private readonly outlet: Outlet;
  private readonly index: number;
  private readonly price = new StepPrice();
  private readonly padding: GraphPadding;
  private admissions = 0;
  private readonly finished = new RowBuffer();
  private readonly late = new RowBuffer();

  constructor(parts: InstanceParts) {
    const { config, rows } = parts;
    this.config = config;
    this.model = parts.model;
    this.rows = rows;
    this.kv = parts.kv;
    this.waiting = parts.waiting;
    this.outlet = parts.outlet;
    this.index = parts.index;
    this.running = new RequestList(rows.next, rows.prev);
    this.decodes = new DecodeSet(rows, config.blockSize, parts.longestOutput, parts.namesOutputs);
    this.namesOutputs = parts.namesOutputs;
    this.padding = new GraphPadding(config);
    this.usableBlocks = config.kvBlocks - 1;
  }

  get load(): number {
    return this.waiting.length + this.running.length;
  }

  advanceTo(limitNs: number): number {
    while (this.stepEndNs <= limitNs) {
      const nowNs = this.stepEndNs;
      this.complete(nowNs);
      if (nowNs === limitNs || this.outlet.interrupt) return nowNs;
      this.wake(nowNs);
    }
    return limitNs;
  }

  enqueue(row: number, nowNs: number): void {
    this.sample(nowNs);
    this.rows.replica[row] = this.index;
    this.rows.phase[row] = PHASE.waiting;
    this.waiting.push(row);
  }

  wake(nowNs: number): void {
    if (this.stepEndNs === Number.POSITIVE_INFINITY) {
      // A step that only preempts costs no time, and another follows at once.
      while (this.load > 0 && !this.schedule(nowNs)) {
        if (this.preempted === 0) throw new Error(`requests wait at ${nowNs} ns, yet none can be scheduled`);
      }
      if (this.load === 0) return;
      this.stepEndNs = this.lastEndNs;
    } else if (!this.returned) return;
    this.returned = false;
    // One attempt behind each step: when it finds nothing to do, the next comes after that step has returned.
    if (this.config.asyncScheduling && this.schedule(this.stepEndNs)) this.queuedEndNs = this.lastEndNs;
  }

  close(endNs: number): void {
    this.sample(endNs);
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
      if (!this.lagging.delete(row)) rows.lastTokenNs[row] = this.lastEndNs;
      if (!finishing) decodes.leave(row, step);
    } else {
      this.partials.remove(row);
    }
    this.kv.release(row, computed + scheduledTokens, true);
    this.running.remove(row);
    rows.phase[row] = PHASE.waiting;
    rows.preemptions[row]! += 1;
    this.preempted += 1;
    this.recorder.preemptions += 1;
    this.waiting.restore(row);
  }

  private complete(nowNs: number): void {
    this.sample(nowNs);
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
      this.outlet.finished(done, nowNs);
    }
  }

  private sample(nowNs: number): void {
    const { samples } = this.recorder;
    if (samples.nextNs < nowNs) {
      samples.until(nowNs, this.running.length, this.waiting.length, this.usableBlocks - this.kv.free);
    }
  }

  /** Schedules the next step to start at `startNs`; false when it has no token. */
  private schedule(startNs: number): boolean {
    const step = this.step + 1;
    const { shape } = this;
    shape.clear();
    this.promptEnds.length = 0;
    this.resumed.length = 0;
    this.skipped.length = 0;
    this.preempted = 0;
    let budget = this.planRunning(step);
    if (budget < 0) budget = walkRunning(this, step);
    if (this.preempted === 0 && budget > 0 && this.waiting.length > 0) this.admit(startNs, budget);
    const tokens = shape.decodes + shape.prefillTokens;
    if (tokens === 0) return false;
    shape.logits = shape.decodes + this.promptEnds.length;
    this.padding.apply(shape, tokens);
    this.model.price(shape, this.price);
    // Also false for NaN. A step without duration would let time stand still.
    if (!(this.price.totalNs >= 1))
      throw new RangeError(`${this.model.name} priced a step at ${this.price.totalNs} ns`);
    this.commit(step, startNs + this.price.totalNs);
    return true;
  }

  /**
   * Plans all running requests from sums; returns the budget left, or -1 when some of them must go without.
   * Every order of allocation gives the same result as long as all of it succeeds.
   */
  private planRunning(step: number): number {
    const { decodes, kv, shape, partials } = this;
    let budget = this.config.maxNumBatchedTokens - decodes.count;
    let blocks = decodes.blocksNeeded(step);
    if (partials.length > 0) {
      const partialBlocks = this.planPartials(budget);
      if (partialBlocks < 0) return -1;
      blocks += partialBlocks;
    }
    if (blocks > kv.free) {
      shape.clear();
      return -1;
    }
    shape.decodes = decodes.count;
    shape.decodeContext = decodes.contextSum;
    if (blocks > 0) kv.grow(decodes.blocksNeeded(step));
    if (this.namesOutputs) this.fillNamed(step);
    if (partials.length > 0) {
      this.extendPartials();
      budget -= shape.prefillTokens;
    }
    if (this.lagging.size > 0) for (const row of this.lagging) this.resumed.push(row);
    return budget;
  }

  /** Adds a chunk for each partial prompt; returns the blocks they need, or -1 when the budget runs out before the last of the list. */
  private planPartials(budget: number): number {
    const { rows, partials, shape } = this;
    const { blockSize, longPrefillTokenThreshold: threshold } = this.config;
    let left = budget;
    let blocks = 0;
    for (let i = 0; i < partials.length; i++) {
      const row = partials.rows[i]!;
      const computed = rows.computed[row]!;
      let tokens = rows.tokens[row]! - computed;
      if (threshold > 0 && tokens > threshold) tokens = threshold;
      if (tokens > left) {
        if (row !== this.running.tail || left === 0) {
          shape.clear();
          return -1;
        }
        tokens = left;
      }
      blocks += Math.ceil((computed + tokens) / blockSize) - Math.ceil(computed / blockSize);
      shape.addChunk(tokens, computed);
      left -= tokens;
    }
    return blocks;
  }

  private fillNamed(step: number): void {
    const filling = this.decodes.fillers(step);
    for (let i = 0; i < filling.length; i++) {
      const row = filling.rows[i]!;
      this.kv.fill(row, this.decodes.computed(row, step) + 1);
    }
  }

  private extendPartials(): void {
    const { rows, partials, shape } = this;
    let kept = 0;
    for (let i = 0; i < partials.length; i++) {
      const row = partials.rows[i]!;
      const computed = shape.chunkContext[i]!;
      const after = computed + shape.chunkTokens[i]!;
      this.kv.extend(row, computed, after);
      rows.computed[row] = after;
      if (after === rows.tokens[row]) this.promptEnds.push(row);
      else partials.rows[kept++] = row;
    }
    partials.length = kept;
  }

  private admit(startNs: number, budget: number): void {
    const { rows, kv, waiting, running, shape, config } = this;
    const { blockSize, prefixCaching, maxNumSeqs, longPrefillTokenThreshold: threshold } = config;
    let left = budget;
    while (waiting.length > 0 && left > 0 && running.length < maxNumSeqs) {
      const row = waiting.peek();
      const tokens = rows.tokens[row]!;
      let hit = 0;
      let hitFree = 0;
      if (prefixCaching) {
        hit = kv.lookup(row, tokens);
        hitFree = kv.hitFree;
        this.recorder.lookup(tokens, hit * blockSize, rows.preemptions[row]! > 0);
      }
      const cached = hit * blockSize;
      let chunk = tokens - cached;
      if (threshold > 0 && chunk > threshold) chunk = threshold;
      if (chunk > left) {
        if (!config.chunkedPrefill) break;
        chunk = left;
      }
      const reserve = config.fullSequenceAdmission ? tokens : cached + chunk;
      if (Math.ceil(reserve / blockSize) - hit + hitFree > kv.free) break;
      waiting.pop();
      running.push(row);
      kv.admit(row, hit, cached + chunk);
      rows.order[row] = this.admissions++;
      rows.phase[row] = PHASE.prefill;
      rows.computed[row] = cached + chunk;
      if (Number.isNaN(rows.firstScheduledNs[row])) {
        rows.firstScheduledNs[row] = startNs;
        rows.cachedTokens[row] = cached;
      }
      shape.addChunk(chunk, cached);
      left -= chunk;
      if (cached + chunk === tokens) this.promptEnds.push(row);
      else this.partials.push(row);
    }
  }

  /** Writes down what the step will have done when it ends, and moves the sums on to the next one. */
  private commit(step: number, endNs: number): void {
    const { rows, decodes, recorder, shape } = this;
    recorder.step(this.price, endNs, shape.logits);
    const used = this.usableBlocks - this.kv.free;
    if (used > recorder.peakKvBlocks) recorder.peakKvBlocks = used;
    this.recordGaps(endNs);
    decodes.advance(shape.decodes);
    if (this.lagging.size + this.skipped.length > 0) this.putOffSkipped();
    for (let row = decodes.firstFinishing(step); row >= 0; row = rows.calendarNext[row]!) {
      decodes.retire(row, step);
      this.recordFinish(row, endNs);
    }
    for (let i = 0; i < this.promptEnds.length; i++) {
      const row = this.promptEnds.rows[i]!;
      const computed = rows.tokens[row]!;
      const left = rows.outputTokens[row]! - (computed - rows.promptTokens[row]!) - 1;
      if (left > 0) decodes.join(row, computed, step + 1, step + left);
      else {
        rows.phase[row] = PHASE.decode;
        rows.computed[row] = computed - (step + 1);
        decodes.link(row, step);
        this.recordFinish(row, endNs);
      }
    }
    this.step = step;
    this.lastEndNs = endNs;
  }

  /** Decodes that ran without a break share one gap, weighted; the others have their own. */
  private recordGaps(endNs: number): void {
    const { rows, late } = this;
    const { gaps } = this.recorder;
    late.length = 0;
    for (let i = 0; i < this.resumed.length; i++) late.push(this.resumed.rows[i]!);
    for (let i = 0; i < this.promptEnds.length; i++) {
      const row = this.promptEnds.rows[i]!;
      if (Number.isNaN(rows.firstTokenNs[row])) rows.firstTokenNs[row] = endNs;
      else late.push(row);
    }
    const steadyNs = endNs - this.lastEndNs;
    const steady = this.shape.decodes - this.resumed.length;
    if (late.length === 0) {
      if (steady > 0) gaps.push(steadyNs, steady);
      return;
    }
    if (late.length > 1) late.sortBy(rows.order);
    const gapNs = Array.from(late.rows.subarray(0, late.length), (row) => endNs - rows.lastTokenNs[row]!);
    // A request preempted and taken back within one step did not miss any.
    const weight = steady + gapNs.filter((gap) => gap === steadyNs).length;
    if (weight > 0) gaps.push(steadyNs, weight);
    for (const gap of gapNs) if (gap !== steadyNs) gaps.push(gap, 1);
  }

  private putOffSkipped(): void {
    const { skipped } = this;
    for (let i = 0; i < skipped.length; i++) {
      const row = skipped.rows[i]!;
      if (!this.lagging.has(row)) this.rows.lastTokenNs[row] = this.lastEndNs;
      this.decodes.delay(row);
    }
    this.lagging.clear();
    for (let i = 0; i < skipped.length; i++) this.lagging.add(skipped.rows[i]!);
  }

  private recordFinish(row: number, endNs: number): void {
    const { rows } = this;
    rows.lastTokenNs[row] = endNs;
    rows.finish[row] = rows.outputTokens[row]! < rows.requestedTokens[row]! ? FINISH.length : FINISH.stop;
  }
}
