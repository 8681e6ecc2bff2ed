import { BlockIndex } from "./block-index.ts";
import type { BlockKeys } from "./block-keys.ts";
import { FreeQueue } from "./free-queue.ts";
import type { KvCache } from "./kv-cache.ts";
import { RowBuffer } from "./row-buffer.ts";

/** The blocks of one running request, first to last. Those of generated tokens are added late, see `nameless`. */
class Holding {
  readonly blocks = new RowBuffer();
  /** Leading blocks entered in the index. */
  cached = 0;
}

/**
 * KV blocks with a prefix cache over real blocks, as in vLLM: full blocks are entered when they are scheduled, several
 * may hold the same tokens, and an entry goes only when its block is allocated anew.
 *
 * Which of the free blocks a generated token gets makes no difference to anything, so generated blocks are taken from
 * the queue as a number (`grow`) and assigned to their request only when it fills a named block or lets go of them.
 */
export class BlockKv implements KvCache {
  hitFree = 0;
  private readonly usable: number;
  private readonly blockSize: number;
  private readonly keys: BlockKeys;
  private readonly index: BlockIndex;
  private readonly owners: Int32Array;
  private readonly queue: FreeQueue;
  /** Blocks in use by generated tokens, not yet assigned to a request. */
  private readonly nameless = new RowBuffer();
  private readonly holdings = new Map<number, Holding>();
  private readonly spare: Holding[] = [];

  /** Result of the last lookup, valid until one of its blocks or the key it missed changes. */
  private readonly hits = new RowBuffer();
  private hitRow = -1;
  private hitTokens = 0;
  private missedKey = Number.NaN;
  private readonly stamps: Int32Array;
  private stamp = 0;

  constructor(usableBlocks: number, blockSize: number, keys: BlockKeys) {
    const blocks = usableBlocks + 1;
    this.usable = usableBlocks;
    this.blockSize = blockSize;
    this.keys = keys;
    this.index = new BlockIndex(blocks);
    this.owners = new Int32Array(blocks);
    this.queue = new FreeQueue(usableBlocks);
    this.stamps = new Int32Array(blocks);
  }

  get free(): number {
    return this.queue.length;
  }

  lookup(row: number, tokens: number): number {
    const { hits, index, keys } = this;
    if (row === this.hitRow && tokens === this.hitTokens) return hits.length;
    this.stamp += 1;
    this.hitRow = row;
    this.hitTokens = tokens;
    hits.length = 0;
    this.hitFree = 0;
    this.missedKey = Number.NaN;
    const named = keys.named(row);
    const most = Math.floor((tokens - 1) / this.blockSize);
    for (let i = 0; i < most; i++) {
      const key = keys.key(row, i, named);
      const block = index.find(key);
      if (block < 0) {
        this.missedKey = key;
        break;
      }
      hits.push(block);
      this.stamps[block] = this.stamp;
      if (this.owners[block] === 0) this.hitFree += 1;
    }
    return hits.length;
  }

  admit(row: number, hit: number, tokens: number): void {
    const holding = this.spare.pop() ?? new Holding();
    holding.blocks.length = 0;
    holding.cached = hit;
    this.holdings.set(row, holding);
    for (let i = 0; i < hit; i++) {
      const block = this.hits.rows[i]!;
      if (this.owners[block] === 0) this.unqueue(block);
      this.owners[block]! += 1;
      holding.blocks.push(block);
    }
    this.hitRow = -1;
    this.allocate(holding, Math.ceil(tokens / this.blockSize) - hit);
    this.enter(row, holding, tokens, this.keys.named(row));
  }

  extend(row: number, _from: number, to: number): void {
    const holding = this.holdings.get(row)!;
    this.allocate(holding, Math.ceil(to / this.blockSize) - holding.blocks.length);
    this.enter(row, holding, to, this.keys.named(row));
  }

  grow(blocks: number): void {
    for (let i = 0; i < blocks; i++) this.nameless.push(this.takeFirst());
  }

  fill(row: number, tokens: number): void {
    const holding = this.holdings.get(row)!;
    this.assign(holding, Math.ceil(tokens / this.blockSize));
    this.enter(row, holding, tokens, this.keys.named(row));
  }

  release(row: number, tokens: number, comesBack: boolean): void {
    const holding = this.holdings.get(row)!;
    this.holdings.delete(row);
    this.assign(holding, Math.ceil(tokens / this.blockSize));
    // Only the request itself can look for blocks that have no name.
    if (comesBack) this.enter(row, holding, tokens, Number.POSITIVE_INFINITY);
    const { blocks } = holding;
    for (let i = blocks.length - 1; i >= 0; i--) {
      const block = blocks.rows[i]!;
      this.owners[block]! -= 1;
      if (this.owners[block] === 0) this.enqueue(block);
    }
    this.spare.push(holding);
  }

  references(): number {
    let held = this.nameless.length;
    let used = this.nameless.length;
    for (let block = 1; block <= this.usable; block++) {
      const references = this.owners[block]!;
      if (references < 0) throw new Error(`block ${block} has ${references} references`);
      held += references;
      if (references > 0) used += 1;
    }
    for (const block of this.nameless.rows.subarray(0, this.nameless.length)) {
      if (this.owners[block] !== 0) throw new Error(`nameless block ${block} has an owner`);
    }
    const queued = this.queue.count();
    if (queued !== this.free || used + queued !== this.usable) {
      throw new Error(`${used} blocks used, ${queued} queued, ${this.free} counted free of ${this.usable}`);
    }
    return held;
  }

  private allocate(holding: Holding, blocks: number): void {
    for (let i = 0; i < blocks; i++) {
      const block = this.takeFirst();
      this.owners[block] = 1;
      holding.blocks.push(block);
    }
  }

  /** Gives a request blocks of generated tokens until it has `blocks`. */
  private assign(holding: Holding, blocks: number): void {
    while (holding.blocks.length < blocks) {
      const block = this.nameless.rows[--this.nameless.length]!;
      this.owners[block] = 1;
      holding.blocks.push(block);
    }
  }

  /** Enters the blocks that `tokens` tokens fill, at most `limit`. */
  private enter(row: number, holding: Holding, tokens: number, limit: number): void {
    const full = Math.min(Math.floor(tokens / this.blockSize), limit);
    if (holding.cached >= full) return;
    const named = this.keys.named(row);
    for (let i = holding.cached; i < full; i++) {
      const block = holding.blocks.rows[i]!;
      const key = this.keys.key(row, i, named);
      if (key === this.missedKey) this.hitRow = -1;
      this.index.insert(block, key);
    }
    holding.cached = full;
  }

  /** Takes the front of the free queue, and what it cached out of the index. */
  private takeFirst(): number {
    const block = this.queue.first;
    this.unqueue(block);
    if (this.index.has(block)) this.index.remove(block);
    return block;
  }

  private unqueue(block: number): void {
    this.queue.remove(block);
    if (this.stamps[block] === this.stamp) this.hitRow = -1;
  }

  private enqueue(block: number): void {
    this.queue.append(block);
    if (this.stamps[block] === this.stamp) this.hitRow = -1;
  }
}
