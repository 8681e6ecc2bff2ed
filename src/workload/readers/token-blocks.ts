/** Block ids from token ids: a block is known by its tokens and by the block before it, as vLLM hashes them. */
export class TokenBlocks {
  readonly #blockTokens: number;
  readonly #numbers = new Map<string, number>();

  constructor(blockTokens: number) {
    this.#blockTokens = blockTokens;
  }

  /** Ids of the full blocks of a prompt. */
  of(tokens: readonly unknown[]): number[] {
    const ids: number[] = [];
    let before = -1;
    for (let end = this.#blockTokens; end <= tokens.length; end += this.#blockTokens) {
      const key = `${before}:${tokens.slice(end - this.#blockTokens, end).join()}`;
      let number = this.#numbers.get(key);
      if (number === undefined) this.#numbers.set(key, (number = this.#numbers.size));
      ids.push((before = number));
    }
    return ids;
  }
}
