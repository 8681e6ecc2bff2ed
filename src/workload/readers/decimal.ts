const ZERO = 48;
const NINE = 57;
const DOT = 46;
const MINUS = 45;
const PLUS = 43;
const BILLION = 1e9;
/** Longest run of digits that a float64 holds exactly. */
const EXACT_DIGITS = 15;

/** A number as `whole` + `billionths` * 1e-9 with 0 <= billionths <= 1e9, so that times keep their nanoseconds at any size. */
export class Decimal {
  whole = 0;
  billionths = 0;

  setNumber(value: number): void {
    this.whole = Math.floor(value);
    this.billionths = Math.round((value - this.whole) * BILLION);
  }

  /** Reads the bytes as a decimal number; false where they are none. Digits beyond the ninth decimal are rounded. */
  parse(buffer: Buffer, start: number, end: number): boolean {
    let i = start;
    const negative = buffer[i] === MINUS;
    if (negative || buffer[i] === PLUS) i++;
    let whole = 0;
    const firstDigit = i;
    for (; i < end; i++) {
      const c = buffer[i]!;
      if (c < ZERO || c > NINE) break;
      whole = whole * 10 + (c - ZERO);
    }
    const wholeDigits = i - firstDigit;
    let billionths = 0;
    let decimals = 0;
    if (i < end && buffer[i] === DOT) {
      let scale = BILLION;
      for (i++; i < end; i++, decimals++) {
        const c = buffer[i]!;
        if (c < ZERO || c > NINE) break;
        if (decimals < 9) billionths += (c - ZERO) * (scale /= 10);
        else if (decimals === 9 && c >= ZERO + 5) billionths++;
      }
    }
    if (i !== end || wholeDigits + decimals === 0 || wholeDigits > EXACT_DIGITS)
      return this.#parseRare(buffer, start, end);
    if (!negative) {
      this.whole = whole;
      this.billionths = billionths;
    } else {
      this.whole = billionths === 0 ? -whole : -whole - 1;
      this.billionths = billionths === 0 ? 0 : BILLION - billionths;
    }
    return true;
  }

  /** Exponents and very long numbers. */
  #parseRare(buffer: Buffer, start: number, end: number): boolean {
    const text = buffer.toString("latin1", start, end);
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return false;
    const value = Number(text);
    if (!Number.isFinite(value)) return false;
    this.setNumber(value);
    return true;
  }
}

/** Reads plain digits as a whole number; -1 where the bytes are anything else. */
export function parseDigits(buffer: Buffer, start: number, end: number): number {
  if (start === end || end - start > EXACT_DIGITS) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const c = buffer[i]!;
    if (c < ZERO || c > NINE) return -1;
    value = value * 10 + (c - ZERO);
  }
  return value;
}
