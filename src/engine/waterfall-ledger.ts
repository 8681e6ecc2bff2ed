import type { StepPrice, StepShape } from "./latency-model.ts";
import { type Recorder, SUM } from "./recorder.ts";
import type { StepSplit } from "./step-split.ts";
import { DECODE_PARTS, W, WATERFALL_PARTS, type Waterfalls } from "./waterfall-parts.ts";

const PARTS = WATERFALL_PARTS.length;

/**
 * Books where the time of one replica's requests goes, in O(1) a step and a chunk.
 *
 * What a decode spends is kept as sums over all steps: a request's account is debited with the sums when it begins to
 * decode and credited with them when it ends. Those of pure decode steps are the recorder's own; steps with prefills
 * correct them. Waiting for blocks is a sum over steps likewise. Accounts are the rows of `e2elNs`.
 */
export class WaterfallLedger {
  readonly waterfalls: Waterfalls;
  private readonly recorder: Recorder;
  private readonly split: StepSplit;
  /** What a decode's parts, from `interference` on, differ from the sums of the recorder. */
  private readonly corrections = new Float64Array(DECODE_PARTS);
  /** Time of steps behind which the queue stood still for want of blocks. */
  private blockedNs = 0;
  // The last two steps: a request may arrive while a step is on the GPU and the next is scheduled behind it. Decode runs
  // need not be told of: behind them, and behind the step before, nobody waits for blocks, or it would be tried again.
  private lastStartNs = Number.NEGATIVE_INFINITY;
  private lastBlocked = false;
  private previousBlocked = false;
  /** Tokens that a request without its first token had computed when it was preempted. */
  private readonly lost = new Map<number, number>();

  constructor(waterfalls: Waterfalls, recorder: Recorder, split: StepSplit) {
    this.waterfalls = waterfalls;
    this.recorder = recorder;
    this.split = split;
  }

  /** A request that arrived at `arrivalNs` reaches the scheduler. */
  enters(row: number, arrivalNs: number, nowNs: number): void {
    this.waterfalls.e2elNs[row * PARTS + W.admission] = nowNs - arrivalNs;
    this.waits(row, nowNs);
  }

  /** It waits from `nowNs` on, which lies in one of the last two steps or after them. */
  waits(row: number, nowNs: number): void {
    const account = row * PARTS;
    const blocked = this.blockedUntil(nowNs);
    this.waterfalls.e2elNs[account + W.blocks]! -= blocked;
    this.waterfalls.e2elNs[account + W.slot]! -= nowNs - blocked;
  }

  /** It joins the step that starts at `startNs`, which is not booked yet. */
  joins(row: number, startNs: number): void {
    const account = row * PARTS;
    this.waterfalls.e2elNs[account + W.blocks]! += this.blockedNs;
    this.waterfalls.e2elNs[account + W.slot]! += startNs - this.blockedNs;
  }

  /** Preempted without a first token: `computed` tokens are to be computed again. */
  loses(row: number, computed: number): void {
    this.lost.set(row, Math.max(computed, this.lost.get(row) ?? 0));
  }

  /** The step that the recorder has just recorded. `blocked`: requests wait behind it for want of blocks. */
  step(shape: StepShape, price: StepPrice, blocked: boolean): void {
    this.previousBlocked = this.lastBlocked;
    this.lastBlocked = blocked;
    this.lastStartNs = this.recorder.startNs;
    if (blocked) this.blockedNs += price.totalNs;
    this.split.of(shape, price);
    if (shape.chunks === 0 || shape.decodes === 0) return;
    const { corrections } = this;
    const { decode } = this.split;
    corrections[0]! += decode[0]!;
    corrections[1]! += decode[1]! - price.gemmNs;
    corrections[2]! += decode[2]! - price.attentionNs;
    corrections[3]! += decode[3]! - price.allReduceNs;
    corrections[4]! += decode[4]! - price.headNs - price.elementwiseNs;
    corrections[5]! += decode[5]! - price.hostNs;
  }

  /** A request's chunk of `tokens` after `context` in the last step. `again`: it has had its first token before. */
  chunk(row: number, shape: StepShape, tokens: number, context: number, again: boolean): void {
    const { e2elNs } = this.waterfalls;
    const { added, prefillNs } = this.split;
    const account = row * PARTS;
    const ownNs = this.split.prefillShareNs(shape, tokens);
    const lost = again ? Number.POSITIVE_INFINITY : this.lost.size > 0 ? (this.lost.get(row) ?? 0) : 0;
    const recomputeNs = Math.floor((ownNs * Math.min(Math.max(lost - context, 0), tokens)) / tokens);
    e2elNs[account + W.recompute]! += recomputeNs;
    e2elNs[account + W.prefillOwn]! += ownNs - recomputeNs;
    e2elNs[account + W.interference]! += prefillNs - ownNs;
    if (shape.decodes === 0) return;
    for (let i = 1; i < DECODE_PARTS; i++) e2elNs[account + W.interference + i]! += added[i]!;
  }

  /** The last step gave a running request its first token. */
  firstToken(row: number): void {
    const account = row * PARTS;
    this.waterfalls.ttftNs.set(this.waterfalls.e2elNs.subarray(account, account + PARTS), account);
    if (this.lost.size > 0) this.lost.delete(row);
  }

  /** A request decodes in every step after the last one recorded. */
  decodes(row: number): void {
    this.credit(row, -1);
  }

  /** It did so up to the last step recorded. */
  decoded(row: number): void {
    this.credit(row, 1);
  }

  /** A decode was left out of the last step. */
  skips(row: number, price: StepPrice): void {
    const { e2elNs } = this.waterfalls;
    const account = row * PARTS;
    for (let i = 0; i < DECODE_PARTS; i++) e2elNs[account + W.interference + i]! -= this.split.decode[i]!;
    e2elNs[account + W.slot]! += price.totalNs;
  }

  /** A prompt that is under way got no token in the last step. */
  idles(row: number, price: StepPrice): void {
    this.waterfalls.e2elNs[row * PARTS + W.slot]! += price.totalNs;
  }

  private credit(row: number, sign: 1 | -1): void {
    const { e2elNs } = this.waterfalls;
    const { corrections } = this;
    const { sums } = this.recorder;
    const place = row * PARTS + W.interference;
    e2elNs[place]! += sign * corrections[0]!;
    e2elNs[place + 1]! += sign * (sums[SUM.gemm]! + corrections[1]!);
    e2elNs[place + 2]! += sign * (sums[SUM.attention]! + corrections[2]!);
    e2elNs[place + 3]! += sign * (sums[SUM.allReduce]! + corrections[3]!);
    e2elNs[place + 4]! += sign * (sums[SUM.head]! + sums[SUM.elementwise]! + corrections[4]!);
    e2elNs[place + 5]! += sign * (sums[SUM.host]! + corrections[5]!);
  }

  private blockedUntil(nowNs: number): number {
    const { endNs } = this.recorder;
    let blocked = this.blockedNs;
    if (nowNs >= endNs) return blocked;
    if (this.lastBlocked) blocked -= endNs - Math.max(nowNs, this.lastStartNs);
    if (this.previousBlocked && nowNs < this.lastStartNs) blocked -= this.lastStartNs - nowNs;
    return blocked;
  }
}
