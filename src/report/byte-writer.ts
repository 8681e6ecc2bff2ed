const COMMA = 44;
const NEWLINE = 10;
const POINT = 46;
const ZERO = 48;
const NS_PER_MS = 1_000_000;
const BILLION = 1_000_000_000;
const POWERS_OF_TEN = Array.from({ length: 10 }, (_, power) => 10 ** power);
/** More than any single number here takes. */
const NUMBER_ROOM = 32;

/**
 * Builds an ASCII file in a growing buffer, digit by digit. Several times faster than joining strings, and decimals
 * are exact since they come from whole numbers.
 */
export class ByteWriter {
  #bytes: Uint8Array;
  #length = 0;

  constructor(capacity = 1 << 16) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** ASCII text. */
  text(text: string): void {
    this.#reserve(text.length);
    for (let i = 0; i < text.length; i++) this.#bytes[this.#length++] = text.charCodeAt(i);
  }

  /** A whole number of at most 2^53. */
  integer(value: number): void {
    this.#reserve(NUMBER_ROOM);
    if (value < 0) this.#bytes[this.#length++] = 45;
    this.#digits(Math.abs(value), 1);
  }

  /** Whole nanoseconds as milliseconds with six decimals; nothing for NaN. */
  nsAsMs(ns: number): void {
    if (Number.isNaN(ns)) return;
    this.#reserve(NUMBER_ROOM);
    if (ns < 0) this.#bytes[this.#length++] = 45;
    const size = Math.abs(ns);
    const ms = Math.floor(size / NS_PER_MS);
    this.#digits(ms, 1);
    this.#bytes[this.#length++] = POINT;
    this.#digits(size - ms * NS_PER_MS, 6);
  }

  comma(): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = COMMA;
  }

  newline(): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = NEWLINE;
  }

  /** What was written so far. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Decimal digits of a whole number, at least `least` of them. Billions go first, so that the rest is int32 arithmetic. */
  #digits(value: number, least: number): void {
    if (value < BILLION) {
      this.#smallDigits(value | 0, least);
      return;
    }
    const billions = Math.floor(value / BILLION);
    this.#digits(billions, Math.max(1, least - 9));
    this.#smallDigits((value - billions * BILLION) | 0, 9);
  }

  #smallDigits(value: number, least: number): void {
    let count = least;
    for (let bound = POWERS_OF_TEN[least]!; bound <= value; bound *= 10) count += 1;
    const bytes = this.#bytes;
    const start = this.#length;
    let rest = value | 0;
    for (let at = start + count - 1; at >= start; at--) {
      const tenth = (rest / 10) | 0;
      bytes[at] = ZERO + (rest - tenth * 10);
      rest = tenth;
    }
    this.#length = start + count;
  }

  #reserve(room: number): void {
    if (this.#length + room <= this.#bytes.length) return;
    const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + room));
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }
}
