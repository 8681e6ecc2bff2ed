import type { PromptBlocks, RequestTable } from "./request-table.ts";

/** Room for block numbers in a private key: sequences of up to two million blocks. */
const BLOCKS_PER_ROW = 2 ** 21;

/**
 * One number for each KV block of each request: equal exactly when the blocks hold the same tokens after the same tokens.
 *
 * The workload names blocks within their context; two requests share a block only if all ids before it are equal too.
 * So ids are interned as a tree: (parent node, id) is a node, and node * (KV blocks per id) + position is the key.
 * Blocks the workload does not name belong to their request alone and get negative keys.
 */
export class BlockKeys {
  /** KV blocks per id. */
  private readonly perId: number;
  private readonly blockSize: number;
  private readonly prompts: Int32Array;
  private readonly offsets: Float64Array;
  /** Tree node of each id of the table. */
  private readonly nodes: Int32Array;
  /** Whether some request names blocks that hold generated tokens. */
  readonly namesOutputs: boolean;

  constructor(table: RequestTable, blockSize: number) {
    const blocks: PromptBlocks = table.promptBlocks ?? {
      blockTokens: blockSize,
      offsets: new Float64Array(table.count + 1),
      ids: new Float64Array(0),
    };
    if (blocks.blockTokens % blockSize !== 0) {
      throw new RangeError(
        `prompt block ids of ${blocks.blockTokens} tokens cannot be cut into KV blocks of ${blockSize} tokens`,
      );
    }
    this.perId = blocks.blockTokens / blockSize;
    this.blockSize = blockSize;
    this.prompts = table.promptTokens;
    this.offsets = blocks.offsets;
    this.nodes = internPrefixes(blocks, table.count);
    let namesOutputs = false;
    for (let row = 0; row < table.count && !namesOutputs; row++) namesOutputs = this.coversOutputs(row);
    this.namesOutputs = namesOutputs;
  }

  /** Leading blocks of a request that the workload names. */
  named(row: number): number {
    const ids = this.offsets[row + 1]! - this.offsets[row]!;
    // The last id of a prompt may stand for a part only; what is generated after it is not named.
    return this.coversOutputs(row)
      ? ids * this.perId
      : Math.min(ids * this.perId, Math.floor(this.prompts[row]! / this.blockSize));
  }

  /** Key of a request's block; `named` as above. */
  key(row: number, block: number, named: number): number {
    if (block >= named) return -(row * BLOCKS_PER_ROW + block) - 1;
    const { perId } = this;
    if (perId === 1) return this.nodes[this.offsets[row]! + block]!;
    const id = Math.floor(block / perId);
    return this.nodes[this.offsets[row]! + id]! * perId + (block - id * perId);
  }

  /** More ids than the prompt has: the further ones name generated blocks. */
  coversOutputs(row: number): boolean {
    const tokens = (this.offsets[row + 1]! - this.offsets[row]! - 1) * this.perId * this.blockSize;
    return tokens >= this.prompts[row]!;
  }
}

/** Node of every id in the tree of prefixes. Open addressing, grown with the number of distinct prefixes. */
function internPrefixes({ offsets, ids }: PromptBlocks, count: number): Int32Array {
  const nodes = new Int32Array(ids.length);
  let parents = new Int32Array(1024);
  let names = new Float64Array(1024);
  let slots = new Int32Array(4096).fill(-1);
  let used = 0;
  const slotOf = (parent: number, id: number) => {
    const mask = slots.length - 1;
    let slot = (Math.imul(parent, 0x9e3779b1) ^ Math.imul(id | 0, 0x85ebca6b)) >>> 7;
    for (slot &= mask; ; slot = (slot + 1) & mask) {
      const node = slots[slot]!;
      if (node < 0 || (parents[node] === parent && names[node] === id)) return slot;
    }
  };
  for (let row = 0; row < count; row++) {
    let parent = -1;
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      const id = ids[at]!;
      const slot = slotOf(parent, id);
      if (slots[slot]! < 0) {
        slots[slot] = used;
        parents[used] = parent;
        names[used] = id;
        used += 1;
      }
      parent = slots[slot]!;
      nodes[at] = parent;
      if (used < parents.length) continue;
      const longerParents = new Int32Array(used * 2);
      longerParents.set(parents);
      parents = longerParents;
      const longerNames = new Float64Array(used * 2);
      longerNames.set(names);
      names = longerNames;
      slots = new Int32Array(slots.length * 2).fill(-1);
      for (let node = 0; node < used; node++) slots[slotOf(parents[node]!, names[node]!)] = node;
    }
  }
  return nodes;
}
