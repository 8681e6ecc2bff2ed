import type { BlockKeys } from "./block-keys.ts";
import { FreeQueue } from "./free-queue.ts";

/** KV blocks as the literal engine keeps them: every block has a number, an owner count and perhaps a key. */
export class LiteralKv {
  readonly queue: FreeQueue;
  private readonly blockSize: number;
  /** Absent without prefix caching. */
  private readonly keys: BlockKeys | undefined;
  private readonly owners: Int32Array;
  private readonly keyOf = new Map<number, number>();
  /** Blocks holding a key, in order of entry. */
  private readonly cached = new Map<number, number[]>();

  constructor(usableBlocks: number, blockSize: number, keys: BlockKeys | undefined) {
    this.queue = new FreeQueue(usableBlocks);
    this.blockSize = blockSize;
    this.keys = keys;
    this.owners = new Int32Array(usableBlocks + 1);
  }

  /** Cached leading blocks of a request, at most those before its last token. */
  find(row: number, tokens: number): number[] {
    const found: number[] = [];
    if (!this.keys) return found;
    const named = this.keys.named(row);
    for (let i = 0; i < Math.floor((tokens - 1) / this.blockSize); i++) {
      const holders = this.cached.get(this.keys.key(row, i, named));
      if (holders === undefined) break;
      found.push(holders[0]!);
    }
    return found;
  }

  isFree(block: number): boolean {
    return this.owners[block] === 0;
  }

  touch(block: number): void {
    if (this.isFree(block)) this.queue.remove(block);
    this.owners[block]! += 1;
  }

  /** Lengthens a request's list of blocks to hold `tokens` tokens; false, and nothing done, when blocks are missing. */
  allocate(row: number, blocks: number[], tokens: number): boolean {
    const wanted = Math.ceil(tokens / this.blockSize);
    if (wanted - blocks.length > this.queue.length) return false;
    while (blocks.length < wanted) blocks.push(this.take());
    if (this.keys) this.enter(row, blocks, Math.floor(tokens / this.blockSize), this.keys);
    return true;
  }

  release(blocks: readonly number[]): void {
    for (const block of blocks.toReversed()) {
      this.owners[block]! -= 1;
      if (this.isFree(block)) this.queue.append(block);
    }
  }

  /** Blocks held, a shared one counted once for each holder. */
  references(): number {
    return this.owners.reduce((sum, owners) => sum + owners, 0);
  }

  private take(): number {
    const block = this.queue.first;
    this.queue.remove(block);
    this.owners[block] = 1;
    const key = this.keyOf.get(block);
    if (key === undefined) return block;
    this.keyOf.delete(block);
    const holders = this.cached.get(key)!;
    holders.splice(holders.indexOf(block), 1);
    if (holders.length === 0) this.cached.delete(key);
    return block;
  }

  private enter(row: number, blocks: readonly number[], full: number, keys: BlockKeys): void {
    const named = keys.named(row);
    // Blocks before an entered one are entered too.
    let start = full;
    while (start > 0 && !this.keyOf.has(blocks[start - 1]!)) start -= 1;
    for (let i = start; i < full; i++) {
      const block = blocks[i]!;
      const key = keys.key(row, i, named);
      this.keyOf.set(block, key);
      const holders = this.cached.get(key);
      if (holders) holders.push(block);
      else this.cached.set(key, [block]);
    }
  }
}
