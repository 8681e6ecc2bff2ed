// Blocks of the oracle: lists, one entry a block.
export class Pool {
  free: number[] = [];
  references: number[];
  keyOf: (string | undefined)[];
  cached = new Map<string, number[]>();

  constructor(blocks: number) {
    for (let block = 1; block < blocks; block++) this.free.push(block);
    this.references = new Array(blocks).fill(0);
    this.keyOf = new Array(blocks).fill(undefined);
  }

  allocate(): number {
    const block = this.free.shift()!;
    const key = this.keyOf[block];
    if (key !== undefined) {
      const same = this.cached.get(key)!.filter((other) => other !== block);
      if (same.length > 0) this.cached.set(key, same);
      else this.cached.delete(key);
      this.keyOf[block] = undefined;
    }
    this.references[block] = 1;
    return block;
  }

  touch(block: number): void {
    if (this.references[block] === 0) this.free = this.free.filter((other) => other !== block);
    this.references[block]! += 1;
  }

  release(blocks: number[]): void {
    for (const block of [...blocks].reverse()) {
      this.references[block]! -= 1;
      if (this.references[block] === 0) this.free.push(block);
    }
  }

  cache(block: number, key: string): void {
    if (this.keyOf[block] !== undefined) return;
    this.keyOf[block] = key;
    this.cached.set(key, [...(this.cached.get(key) ?? []), block]);
  }
}
