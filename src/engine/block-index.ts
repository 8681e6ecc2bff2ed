/** Which blocks hold a key: a hash table whose entries are the blocks themselves, as large as the pool and no larger. */
export class BlockIndex {
  private readonly keys: Float64Array;
  private readonly next: Int32Array;
  private readonly heads: Int32Array;
  private readonly mask: number;
  /** 1 where a block is in the table. */
  private readonly present: Uint8Array;

  constructor(blocks: number) {
    this.keys = new Float64Array(blocks);
    this.next = new Int32Array(blocks);
    this.present = new Uint8Array(blocks);
    const size = 2 ** Math.ceil(Math.log2(2 * blocks));
    this.heads = new Int32Array(size).fill(-1);
    this.mask = size - 1;
  }

  /** The block that has held `key` longest; -1 when there is none. */
  find(key: number): number {
    const { keys, next } = this;
    for (let block = this.heads[this.bucket(key)]!; block >= 0; block = next[block]!) {
      if (keys[block] === key) return block;
    }
    return -1;
  }

  has(block: number): boolean {
    return this.present[block] === 1;
  }

  /** Enters a block behind those that hold the same key already. */
  insert(block: number, key: number): void {
    const { heads, next } = this;
    this.keys[block] = key;
    this.present[block] = 1;
    next[block] = -1;
    const bucket = this.bucket(key);
    let at = heads[bucket]!;
    if (at < 0) {
      heads[bucket] = block;
      return;
    }
    while (next[at]! >= 0) at = next[at]!;
    next[at] = block;
  }

  remove(block: number): void {
    const { heads, next } = this;
    this.present[block] = 0;
    const bucket = this.bucket(this.keys[block]!);
    let at = heads[bucket]!;
    if (at === block) {
      heads[bucket] = next[block]!;
      return;
    }
    while (next[at]! !== block) at = next[at]!;
    next[at] = next[block]!;
  }

  private bucket(key: number): number {
    const mixed = Math.imul(key | 0, 0x9e3779b1);
    return (mixed ^ (mixed >>> 15)) & this.mask;
  }
}
