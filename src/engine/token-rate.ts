const SECOND_NS = 1e9;

/** Output tokens by whole second of engine time. Steps must come in order of their ends. */
export class TokenRate {
  private seconds = new Float64Array(64);
  private second = 0;
  /** Before the first token no second has begun. */
  private endOfSecondNs = Number.NEGATIVE_INFINITY;

  add(endNs: number, tokens: number): void {
    if (endNs >= this.endOfSecondNs) this.moveTo(Math.floor(endNs / SECOND_NS));
    this.seconds[this.second]! += tokens;
  }

  /** One entry for each second up to the last one with tokens. */
  get perSecond(): Float64Array {
    return this.seconds.subarray(0, this.second + 1);
  }

  private moveTo(second: number): void {
    this.second = second;
    this.endOfSecondNs = (second + 1) * SECOND_NS;
    if (second < this.seconds.length) return;
    const longer = new Float64Array(Math.max(this.seconds.length * 2, second + 1));
    longer.set(this.seconds);
    this.seconds = longer;
  }
}
