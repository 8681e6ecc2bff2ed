/**
 * The free blocks of a pool in the order in which they will be allocated: a doubly linked list over two columns, so that
 * a block the prefix cache still finds can leave from the middle. Entry 0, the reserved block, is its end.
 */
export class FreeQueue {
  /** Free blocks. */
  length: number;
  private readonly next: Int32Array;
  private readonly prev: Int32Array;

  /** Blocks 1 to `usableBlocks`, all free. */
  constructor(usableBlocks: number) {
    const blocks = usableBlocks + 1;
    this.length = usableBlocks;
    this.next = Int32Array.from({ length: blocks }, (_, block) => (block + 1) % blocks);
    this.prev = Int32Array.from({ length: blocks }, (_, block) => (block + usableBlocks) % blocks);
  }

  /** The block to allocate next; 0 when there is none. */
  get first(): number {
    return this.next[0]!;
  }

  remove(block: number): void {
    const next = this.next[block]!;
    const prev = this.prev[block]!;
    this.next[prev] = next;
    this.prev[next] = prev;
    this.length -= 1;
  }

  append(block: number): void {
    const last = this.prev[0]!;
    this.next[last] = block;
    this.prev[block] = last;
    this.next[block] = 0;
    this.prev[0] = block;
    this.length += 1;
  }

  /** Walks the list. For checks. */
  count(): number {
    let count = 0;
    for (let block = this.next[0]!; block !== 0; block = this.next[block]!) count += 1;
    return count;
  }
}
