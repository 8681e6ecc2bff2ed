import { Heap } from "heap-js";
import type { KvCache } from "./kv-cache.ts";

/** Where the blocks of a preempted request went: `blocks` places of the free queue that end before place `end`. */
interface Kept {
  readonly end: number;
  readonly blocks: number;
  /** Full blocks, which the prefix cache can find. */
  readonly cached: number;
}

interface Gap {
  readonly start: number;
  readonly end: number;
}

/**
 * KV blocks where no two requests share any: counts instead of blocks, O(1) for each operation.
 *
 * The only possible cache hits are a preempted request's own blocks. The free queue is seen as an endless row of
 * places: `head` of them have been taken, `tail` filled. A request of n blocks preempted at `tail` p fills the places
 * p .. p+n-1 with its last block first; once the head has passed q, its first p+n-q blocks are still there. A hit takes
 * them out of the middle and leaves a gap for the head to skip. Needs first come, first served: under priorities a
 * request can be preempted in the step that scheduled it, and its blocks then appear twice.
 */
export class CountingKv implements KvCache {
  free: number;
  hitFree = 0;
  private readonly usable: number;
  private readonly blockSize: number;
  private readonly prefixCaching: boolean;
  private head = 0;
  private tail: number;
  private readonly kept = new Map<number, Kept>();
  private readonly gaps = new Heap<Gap>((a, b) => a.start - b.start);

  constructor(usableBlocks: number, blockSize: number, prefixCaching: boolean) {
    this.usable = usableBlocks;
    this.free = usableBlocks;
    this.tail = usableBlocks;
    this.blockSize = blockSize;
    this.prefixCaching = prefixCaching;
  }

  lookup(row: number, tokens: number): number {
    const kept = this.kept.size === 0 ? undefined : this.kept.get(row);
    if (kept === undefined) {
      this.hitFree = 0;
      return 0;
    }
    const surviving = Math.max(0, kept.end - this.head);
    const hit = Math.min(surviving, kept.cached, Math.floor((tokens - 1) / this.blockSize));
    this.hitFree = hit;
    return hit;
  }

  admit(row: number, hit: number, tokens: number): void {
    if (this.kept.size > 0) this.takeBack(row, hit);
    this.grow(Math.ceil(tokens / this.blockSize) - hit);
  }

  extend(_row: number, from: number, to: number): void {
    this.grow(Math.ceil(to / this.blockSize) - Math.ceil(from / this.blockSize));
  }

  grow(blocks: number): void {
    this.free -= blocks;
    if (this.gaps.length === 0) this.head += blocks;
    else this.advanceOverGaps(blocks);
  }

  fill(): void {
    throw new Error("generated blocks have no names here");
  }

  release(row: number, tokens: number, comesBack: boolean): void {
    const blocks = Math.ceil(tokens / this.blockSize);
    this.free += blocks;
    this.tail += blocks;
    if (comesBack && this.prefixCaching) {
      this.kept.set(row, { end: this.tail, blocks, cached: Math.floor(tokens / this.blockSize) });
    }
  }

  references(): number {
    let removed = 0;
    for (const gap of this.gaps.toArray()) removed += gap.end - Math.max(gap.start, this.head);
    const queued = this.tail - this.head - removed;
    if (queued !== this.free) throw new Error(`${queued} places in the free queue, ${this.free} free blocks`);
    return this.usable - this.free;
  }

  private takeBack(row: number, hit: number): void {
    const kept = this.kept.get(row);
    if (kept === undefined) return;
    this.kept.delete(row);
    if (hit === 0) return;
    this.free -= hit;
    this.gaps.push({ start: kept.end - hit, end: kept.end });
  }

  private advanceOverGaps(blocks: number): void {
    let left = blocks;
    for (;;) {
      const gap = this.gaps.peek();
      if (gap === undefined || gap.start >= this.head + left) {
        this.head += left;
        return;
      }
      left -= gap.start - this.head;
      this.head = gap.end;
      this.gaps.pop();
    }
  }
}
