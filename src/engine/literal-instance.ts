import type { EngineConfig } from "./config.ts";
import { GraphPadding } from "./graph-padding.ts";
import { StepPrice, StepShape } from "./latency-model.ts";
import type { LiteralKv } from "./literal-kv.ts";
import { type Flight, type Sequence, type Share, sequenceOf } from "./literal-sequence.ts";
import { LiteralWaterfall } from "./literal-waterfall.ts";
import { compareRank } from "./rank.ts";
import { Recorder } from "./recorder.ts";
import type { Replica, ReplicaParts } from "./replica.ts";
import { FINISH } from "./result.ts";
import { StepSplit } from "./step-split.ts";

/**
 * One server, request by request and block by block, as the pseudo-code of vLLM's scheduler reads: the reference for
 * `Instance`, which must give the same bytes. Shares the recorder with it, and neither sums nor lists.
 */
export class LiteralInstance implements Replica {
  readonly recorder = new Recorder();
  private readonly parts: ReplicaParts;
  private readonly config: EngineConfig;
  private readonly kv: LiteralKv;
  private readonly sequences = new Map<number, Sequence>();
  private running: Sequence[] = [];
  private flights: Flight[] = [];
  private returned = false;
  private preempted = 0;
  private step = 0;
  private readonly shape = new StepShape();
  private readonly price = new StepPrice();
  private readonly padding: GraphPadding;
  private readonly waterfall: LiteralWaterfall | undefined;
  /** Requests wait behind the step that is being scheduled for want of blocks. */
  private blocked = false;

  constructor(parts: ReplicaParts, kv: LiteralKv) {
    this.parts = parts;
    this.config = parts.config;
    this.kv = kv;
    this.padding = new GraphPadding(parts.config);
    const { waterfalls, model } = parts;
    this.waterfall = waterfalls && new LiteralWaterfall(waterfalls, new StepSplit(model, this.padding));
  }

  get stepEndNs(): number {
    return this.flights[0]?.endNs ?? Number.POSITIVE_INFINITY;
  }

  get load(): number {
    return this.parts.waiting.length + this.running.length;
  }

  cachedBlocks(row: number): number {
    return this.kv.find(row, this.parts.rows.promptTokens[row]!).length;
  }

  advanceTo(limitNs: number): number {
    while (this.stepEndNs <= limitNs) {
      const nowNs = this.stepEndNs;
      this.complete(nowNs);
      if (nowNs === limitNs || this.parts.outlet.interrupt) return nowNs;
      this.wake(nowNs);
    }
    return limitNs;
  }

  enqueue(row: number, nowNs: number): void {
    this.sample(nowNs);
    this.parts.rows.replica[row] = this.parts.index;
    const tokens = this.parts.rows.promptTokens[row]!;
    this.sequences.set(row, sequenceOf(row, tokens, nowNs));
    this.waterfall?.add(row, "admission", nowNs - this.parts.rows.arrivalNs[row]!);
    this.parts.waiting.push(row);
  }

  wake(nowNs: number): void {
    if (this.flights.length === 0) {
      while (this.load > 0 && !this.schedule(nowNs)) {
        if (this.preempted === 0) throw new Error(`requests wait at ${nowNs} ns, yet none can be scheduled`);
      }
      if (this.load === 0) return;
    } else if (!this.returned) return;
    this.returned = false;
    if (this.config.asyncScheduling) this.schedule(this.stepEndNs);
  }

  close(endNs: number): void {
    this.sample(endNs);
  }

  check(nowNs: number): void {
    let blocks = 0;
    for (const sequence of this.running) blocks += Math.ceil(sequence.computed / this.config.blockSize);
    if (blocks !== this.kv.references()) {
      throw new Error(
        `engine invariant broken: requests hold ${blocks} blocks, ${this.kv.references()} counted`,
      );
    }
    if (this.flights.length === 0 && this.load > 0)
      throw new Error(`engine invariant broken: idle at ${nowNs} ns`);
  }

  private get usedBlocks(): number {
    return this.config.kvBlocks - 1 - this.kv.queue.length;
  }

  private sample(nowNs: number): void {
    const { length } = this.running;
    this.recorder.samples.until(nowNs, length, this.parts.waiting.length, this.usedBlocks);
  }

  private complete(nowNs: number): void {
    this.sample(nowNs);
    const flight = this.flights.shift()!;
    this.returned = true;
    for (const sequence of flight.finishing) {
      if (sequence.running) this.running.splice(this.running.indexOf(sequence), 1);
      else this.parts.waiting.remove(sequence.row);
      this.kv.release(sequence.blocks);
      this.sequences.delete(sequence.row);
      this.parts.outlet.finished(sequence.row, nowNs);
    }
  }

  private schedule(startNs: number): boolean {
    this.preempted = 0;
    const plan: Share[] = [];
    const budget = this.scheduleRunning(plan);
    this.blocked = this.preempted > 0;
    if (this.preempted === 0) this.scheduleWaiting(plan, budget, startNs);
    if (plan.length === 0) return false;
    this.commit(plan, startNs);
    return true;
  }

  private scheduleRunning(plan: Share[]): number {
    const { maxNumBatchedTokens, maxModelLen, longPrefillTokenThreshold: threshold } = this.config;
    let budget = maxNumBatchedTokens;
    for (const sequence of [...this.running]) {
      if (budget === 0) break;
      if (!sequence.running) continue;
      let tokens = sequence.tokens - sequence.computed;
      if (this.generated(sequence) === this.parts.rows.outputTokens[sequence.row]) tokens = 0;
      if (threshold > 0 && threshold < tokens) tokens = threshold;
      tokens = Math.min(tokens, budget, maxModelLen - 1 - sequence.computed);
      if (tokens === 0) continue;
      while (sequence.running && !this.allocate(sequence, sequence.computed + tokens)) {
        const victim = this.chooseVictim();
        const given = plan.findIndex((share) => share.sequence === victim);
        if (given >= 0) budget += plan.splice(given, 1)[0]!.tokens;
        this.preempt(victim);
      }
      if (!sequence.running) break;
      plan.push({ sequence, tokens });
      budget -= tokens;
    }
    return budget;
  }

  private scheduleWaiting(plan: Share[], initialBudget: number, startNs: number): void {
    const { config, kv, recorder } = this;
    const { rows, waiting } = this.parts;
    const { blockSize, longPrefillTokenThreshold: threshold } = config;
    let budget = initialBudget;
    while (waiting.length > 0 && budget > 0 && this.running.length < config.maxNumSeqs) {
      const sequence = this.sequences.get(waiting.peek())!;
      const { row } = sequence;
      const hits = kv.find(row, sequence.tokens);
      const cached = hits.length * blockSize;
      if (config.prefixCaching) recorder.lookup(sequence.tokens, cached, rows.preemptions[row]! > 0);
      let tokens = sequence.tokens - cached;
      if (threshold > 0 && threshold < tokens) tokens = threshold;
      if (!config.chunkedPrefill && tokens > budget) break;
      tokens = Math.min(tokens, budget);
      const reserve = config.fullSequenceAdmission ? sequence.tokens : cached + tokens;
      const fresh = Math.ceil(reserve / blockSize) - hits.length;
      if (fresh + hits.filter((block) => kv.isFree(block)).length > kv.queue.length) {
        this.blocked = true;
        break;
      }
      for (const block of hits) kv.touch(block);
      sequence.blocks = hits;
      this.allocate(sequence, cached + tokens);
      waiting.pop();
      this.running.push(sequence);
      sequence.running = true;
      sequence.computed = cached;
      sequence.goal = sequence.tokens;
      if (Number.isNaN(rows.firstScheduledNs[row])) {
        rows.firstScheduledNs[row] = startNs;
        rows.cachedTokens[row] = cached;
      }
      this.waterfall?.waited(row, sequence.sinceNs, startNs);
      plan.push({ sequence, tokens });
      budget -= tokens;
    }
  }

  private commit(plan: readonly Share[], startNs: number): void {
    const { shape, price, recorder } = this;
    const { rows, observer, model } = this.parts;
    shape.clear();
    for (const { sequence, tokens } of plan) {
      if (sequence.computed >= sequence.goal) {
        shape.decodes += 1;
        shape.decodeContext += sequence.computed;
      } else shape.addChunk(tokens, sequence.computed);
      if (sequence.computed + tokens === sequence.tokens) shape.logits += 1;
    }
    this.padding.apply(shape, shape.decodes + shape.prefillTokens);
    model.price(shape, price);
    if (!(price.totalNs >= 1)) throw new RangeError(`${model.name} priced a step at ${price.totalNs} ns`);
    recorder.startNs = startNs;
    recorder.step(price, shape.logits);
    const { endNs } = recorder;
    recorder.peakKvBlocks = Math.max(recorder.peakKvBlocks, this.usedBlocks);

    if (this.waterfall) this.book(this.waterfall, plan);
    const finishing: Sequence[] = [];
    const gapNs: number[] = [];
    for (const { sequence, tokens } of plan) {
      const { row } = sequence;
      sequence.computed += tokens;
      if (sequence.computed < sequence.tokens) continue;
      sequence.tokens += 1;
      if (Number.isNaN(rows.firstTokenNs[row])) rows.firstTokenNs[row] = endNs;
      else gapNs.push(endNs - rows.lastTokenNs[row]!);
      rows.lastTokenNs[row] = endNs;
      if (this.generated(sequence) < rows.outputTokens[row]!) continue;
      finishing.push(sequence);
      rows.finish[row] = rows.outputTokens[row]! < rows.requestedTokens[row]! ? FINISH.length : FINISH.stop;
    }
    const steadyNs = endNs - recorder.previousEndNs;
    const steady = gapNs.filter((gap) => gap === steadyNs).length;
    if (steady > 0) recorder.steadyGap(steady);
    for (const gap of gapNs) if (gap !== steadyNs) recorder.gaps.push(gap, 1);
    this.flights.push({ endNs, finishing });
    this.step += 1;
    const { step } = this;
    const [running, waiting, kvBlocks] = [this.running.length, this.parts.waiting.length, this.usedBlocks];
    observer?.({ replica: this.parts.index, step, startNs, endNs, shape, price, running, waiting, kvBlocks });
  }

  private book(waterfall: LiteralWaterfall, plan: readonly Share[]): void {
    const { shape, price } = this;
    const { firstTokenNs, outputTokens } = this.parts.rows;
    const { startNs, endNs } = this.recorder;
    waterfall.step(shape, price, { startNs, endNs, blocked: this.blocked });
    for (const sequence of this.running) {
      const { row, computed, goal } = sequence;
      const tokens = plan.find((share) => share.sequence === sequence)?.tokens ?? 0;
      const first = Number.isNaN(firstTokenNs[row]);
      if (tokens === 0) {
        // Else it is done, and its last token on the way.
        if (this.generated(sequence) < outputTokens[row]!) waterfall.add(row, "slot", price.totalNs);
      } else if (computed >= goal) waterfall.decode(row);
      else {
        let again = 0;
        for (let token = computed; token < computed + tokens; token++)
          if (!first || token < sequence.lost) again += 1;
        waterfall.chunk(row, shape, tokens, again);
        if (first && computed + tokens === sequence.tokens) waterfall.firstToken(row);
      }
    }
  }

  private generated(sequence: Sequence): number {
    return sequence.tokens - this.parts.rows.promptTokens[sequence.row]!;
  }

  private allocate(sequence: Sequence, tokens: number): boolean {
    return this.kv.allocate(sequence.row, sequence.blocks, tokens);
  }

  private chooseVictim(): Sequence {
    if (this.config.schedulingPolicy === "fcfs") return this.running.at(-1)!;
    return this.running.reduce((worst, other) =>
      compareRank(this.parts.rows, other.row, worst.row) > 0 ? other : worst,
    );
  }

  private preempt(sequence: Sequence): void {
    this.kv.release(sequence.blocks);
    sequence.blocks = [];
    sequence.lost = Math.max(sequence.lost, sequence.computed);
    sequence.sinceNs = this.recorder.endNs;
    sequence.computed = 0;
    sequence.running = false;
    this.running.splice(this.running.indexOf(sequence), 1);
    this.parts.rows.preemptions[sequence.row]! += 1;
    this.preempted += 1;
    this.recorder.preemptions += 1;
    this.parts.waiting.restore(sequence.row);
  }
}
