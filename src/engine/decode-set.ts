import { RequestList } from "./request-list.ts";
import { PHASE, type RequestState } from "./request-state.ts";
import { RowBuffer } from "./row-buffer.ts";

/**
 * The requests past their prompt, as sums: what a step needs of them, without touching any.
 *
 * All of them gain one token a step, so the step in which each ends is known when it joins: the *finish calendar* is a
 * ring of linked lists keyed by step number. `computed` of a member is stored less the number of the next step, which
 * makes it constant; a request needs a block for its next token when its computed tokens fill whole blocks, which is
 * one residue class of that constant a step.
 */
export class DecodeSet {
  count = 0;
  /** Sum of the tokens computed before the next step. */
  contextSum = 0;

  private readonly rows: RequestState;
  private readonly blockSize: number;
  /** Members by (computed - next step) mod block size. */
  private readonly residues: Int32Array;
  /** Block size less one where that is a mask, else -1. */
  private readonly residueMask: number;
  private readonly heads: Int32Array;
  private readonly tails: Int32Array;
  private readonly mask: number;
  /** Members of each residue class; kept only where it matters which request fills a block. */
  private readonly members: RequestList[] | undefined;
  private readonly filling = new RowBuffer();

  constructor(rows: RequestState, blockSize: number, listMembers: boolean) {
    this.rows = rows;
    this.blockSize = blockSize;
    this.residues = new Int32Array(blockSize);
    this.residueMask = (blockSize & (blockSize - 1)) === 0 ? blockSize - 1 : -1;
    // Longer than any run of tokens, and the steps in flight: no two of them share a bucket.
    const size = 2 ** Math.ceil(Math.log2(rows.longestOutput + 4));
    this.heads = new Int32Array(size).fill(-1);
    this.tails = new Int32Array(size).fill(-1);
    this.mask = size - 1;
    if (listMembers) {
      const { residueNext, residuePrev } = rows.residueLinks();
      this.members = Array.from({ length: blockSize }, () => new RequestList(residueNext, residuePrev));
    }
  }

  /** Members that need a new block to be scheduled in `step`. */
  blocksNeeded(step: number): number {
    return this.residues[this.residue(-step)]!;
  }

  /** Members whose token of `step` fills a block, in running order; always empty when members are not listed. */
  fillers(step: number): RowBuffer {
    const { filling } = this;
    filling.length = 0;
    const list = this.members?.[this.residue(-(step + 1))];
    if (list === undefined) return filling;
    for (let row = list.head; row >= 0; row = list.next[row]!) filling.push(row);
    filling.sortBy(this.rows.order);
    return filling;
  }

  /** Tokens a member has computed before `step`, the next one. */
  computed(row: number, step: number): number {
    return this.rows.computed[row]! + step;
  }

  /** Takes in a request with `computed` tokens whose first decode step is `step` and whose last is `finishStep`. */
  join(row: number, computed: number, step: number, finishStep: number): void {
    this.rows.phase[row] = PHASE.decode;
    this.rows.computed[row] = computed - step;
    this.count += 1;
    this.contextSum += computed;
    this.enterClass(row);
    this.link(row, finishStep);
  }

  /** Takes out a member before its end (preemption). `step` is the next step. */
  leave(row: number, step: number): void {
    const base = this.rows.computed[row]!;
    this.count -= 1;
    this.contextSum -= base + step;
    this.leaveClass(row);
    this.unlink(row);
  }

  /** `scheduled` members have gained a token in the step just scheduled. */
  advance(scheduled: number): void {
    this.contextSum += scheduled;
  }

  /** A member was left out of the step just scheduled: it ends one step later. */
  delay(row: number): void {
    this.leaveClass(row);
    this.rows.computed[row]! -= 1;
    this.enterClass(row);
    this.unlink(row);
    this.link(row, this.rows.finishStep[row]! + 1);
  }

  /** Takes a member that got its last token in `step` out of the sums; it stays in the calendar until the step returns. */
  retire(row: number, step: number): void {
    const base = this.rows.computed[row]!;
    this.count -= 1;
    this.contextSum -= base + step + 1;
    this.leaveClass(row);
  }

  /** First request of the calendar that gets its last token in `step`, or -1; the others follow by `calendarNext`. */
  firstFinishing(step: number): number {
    return this.heads[step & this.mask]!;
  }

  clearFinished(step: number): void {
    const bucket = step & this.mask;
    this.heads[bucket] = -1;
    this.tails[bucket] = -1;
  }

  link(row: number, finishStep: number): void {
    const { calendarNext, calendarPrev } = this.rows;
    const bucket = finishStep & this.mask;
    const tail = this.tails[bucket]!;
    this.rows.finishStep[row] = finishStep;
    calendarPrev[row] = tail;
    calendarNext[row] = -1;
    if (tail < 0) this.heads[bucket] = row;
    else calendarNext[tail] = row;
    this.tails[bucket] = row;
  }

  private unlink(row: number): void {
    const { calendarNext, calendarPrev, finishStep } = this.rows;
    const bucket = finishStep[row]! & this.mask;
    const next = calendarNext[row]!;
    const prev = calendarPrev[row]!;
    if (prev < 0) this.heads[bucket] = next;
    else calendarNext[prev] = next;
    if (next < 0) this.tails[bucket] = prev;
    else calendarPrev[next] = prev;
  }

  private enterClass(row: number): void {
    const residue = this.residue(this.rows.computed[row]!);
    this.residues[residue]! += 1;
    if (this.members) this.members[residue]!.push(row);
  }

  private leaveClass(row: number): void {
    const residue = this.residue(this.rows.computed[row]!);
    this.residues[residue]! -= 1;
    if (this.members) this.members[residue]!.remove(row);
  }

  private residue(base: number): number {
    // A division costs as much as the rest of a step's look-ups; every real block size is a power of two.
    if (this.residueMask >= 0) return base & this.residueMask;
    const residue = base % this.blockSize;
    return residue < 0 ? residue + this.blockSize : residue;
  }
}
