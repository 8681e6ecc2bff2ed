/** A Float64Array that grows. */
export class GrowableFloat64 {
  #values = new Float64Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) this.#grow(this.length + 1);
    this.#values[this.length++] = value;
  }

  pushAll(values: ArrayLike<number>): void {
    const end = this.length + values.length;
    if (end > this.#values.length) this.#grow(end);
    this.#values.set(values, this.length);
    this.length = end;
  }

  get(index: number): number {
    return this.#values[index]!;
  }

  slice(from: number, to: number): Float64Array {
    return this.#values.subarray(from, to);
  }

  /** The values, in an array of exactly their number. */
  finish(): Float64Array {
    return this.#values.slice(0, this.length);
  }

  #grow(needed: number): void {
    const grown = new Float64Array(Math.max(needed, Math.ceil(this.#values.length * 1.5)));
    grown.set(this.#values);
    this.#values = grown;
  }
}
