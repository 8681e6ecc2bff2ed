/**
 * Prompts as paths of block ids from a common root: two prompts meet as long as their ids are equal from the start.
 * Nodes sit in one hash table of typed arrays (open addressing), 20 bytes a slot.
 */
export class PrefixTree {
  static readonly ROOT = 0;
  #count = 1;
  #parent = new Int32Array(1024).fill(-1);
  #id = new Float64Array(1024);
  #node = new Int32Array(1024);
  /** Leading sub-blocks of each node that have been stored; by node. */
  #stored = new Uint16Array(1024);

  /** The node below `parent` on the branch `id`. */
  findOrAdd(parent: number, id: number): number {
    const slot = this.#slot(parent, id);
    if (this.#parent[slot] !== -1) return this.#node[slot]!;
    const node = this.#count++;
    this.#parent[slot] = parent;
    this.#id[slot] = id;
    this.#node[slot] = node;
    if (node === this.#stored.length) this.#stored = copyInto(this.#stored, new Uint16Array(node * 2));
    if (this.#count * 2 > this.#parent.length) this.#rehash();
    return node;
  }

  storedOf(node: number): number {
    return this.#stored[node]!;
  }

  store(node: number, subBlocks: number): void {
    if (subBlocks > this.#stored[node]!) this.#stored[node] = subBlocks;
  }

  #slot(parent: number, id: number): number {
    const mask = this.#parent.length - 1;
    // Fibonacci hashing of both halves of the id and the parent.
    let hash =
      Math.imul(parent, 0x9e3779b1) ^
      Math.imul(id | 0, 0x85ebca6b) ^
      Math.imul((id / 4294967296) | 0, 0xc2b2ae35);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    while (this.#parent[slot] !== -1 && (this.#parent[slot] !== parent || this.#id[slot] !== id))
      slot = (slot + 1) & mask;
    return slot;
  }

  #rehash(): void {
    const parent = this.#parent;
    const id = this.#id;
    const node = this.#node;
    this.#parent = new Int32Array(parent.length * 2).fill(-1);
    this.#id = new Float64Array(parent.length * 2);
    this.#node = new Int32Array(parent.length * 2);
    for (let from = 0; from < parent.length; from++) {
      if (parent[from] === -1) continue;
      const to = this.#slot(parent[from]!, id[from]!);
      this.#parent[to] = parent[from]!;
      this.#id[to] = id[from]!;
      this.#node[to] = node[from]!;
    }
  }
}

function copyInto(from: Uint16Array, to: Uint16Array<ArrayBuffer>): Uint16Array<ArrayBuffer> {
  to.set(from);
  return to;
}
