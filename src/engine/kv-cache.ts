/**
 * One replica's KV blocks. All amounts are blocks unless named otherwise.
 *
 * Free blocks form a queue: allocation takes from the front and drops what such a block cached; a request that lets go
 * returns its blocks to the back, last block first, so that its leading blocks survive longest. A block in the queue
 * can still be found by the prefix cache and taken out of the middle.
 */
export interface KvCache {
  /** Blocks in the queue. */
  readonly free: number;
  /** Of the blocks `lookup` found last, how many lie in the queue: admission takes those too. */
  readonly hitFree: number;
  /** Leading blocks of the request's `tokens` tokens that are cached: at most those before its last token. */
  lookup(row: number, tokens: number): number;
  /** Admits a request: takes over its `hit` cached blocks as found by `lookup` and allocates up to `tokens` tokens. */
  admit(row: number, hit: number, tokens: number): void;
  /** Allocates what a running prompt needs to grow from `from` to `to` tokens. */
  extend(row: number, from: number, to: number): void;
  /** Allocates `blocks` for generated tokens. */
  grow(blocks: number): void;
  /** A decoding request fills a block with its token number `tokens`; called only where generated blocks are named. */
  fill(row: number, tokens: number): void;
  /** Frees all blocks of a request that has `tokens` tokens computed. `comesBack`: it was preempted. */
  release(row: number, tokens: number, comesBack: boolean): void;
  /**
   * Blocks held, a shared one counted once for each holder. For checks.
   * @throws Error when used and free blocks do not add up to the pool.
   */
  references(): number;
}
