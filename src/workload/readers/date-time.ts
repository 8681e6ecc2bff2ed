import { type Decimal, parseDigits } from "./decimal.ts";

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const SECONDS_PER_DAY = 86_400;

/**
 * Reads `2023-11-16 18:15:46.6805900`: date, space or T, time, decimals or none, then nothing, Z, UTC or an offset such as +00:00.
 * The result is in seconds since 1970 (UTC where no offset is given). By hand, because Date keeps milliseconds only.
 */
export class DateTimeParser {
  /** The date read last: rows next to each other share it. */
  readonly #cached = Buffer.alloc(10);
  #cachedDays = NaN;

  parse(buffer: Buffer, start: number, end: number, into: Decimal): boolean {
    if (end - start < 19 || buffer[start + 13] !== COLON || buffer[start + 16] !== COLON) return false;
    const separator = buffer[start + 10];
    if (separator !== SPACE && separator !== LETTER_T) return false;
    const days = this.#days(buffer, start);
    const hour = parseDigits(buffer, start + 11, start + 13);
    const minute = parseDigits(buffer, start + 14, start + 16);
    const second = parseDigits(buffer, start + 17, start + 19);
    // -1 stands for "not digits"; NaN days for a date that does not exist.
    if (
      !(days * 0 === 0) ||
      hour < 0 ||
      hour > 23 ||
      minute < 0 ||
      minute > 59 ||
      second < 0 ||
      second > 59
    ) {
      return false;
    }
    let fractionEnd = start + 19;
    if (fractionEnd < end && buffer[fractionEnd] === DOT) {
      fractionEnd++;
      while (fractionEnd < end && buffer[fractionEnd]! >= 48 && buffer[fractionEnd]! <= 57) fractionEnd++;
      if (fractionEnd === start + 20) return false;
    }
    const offset = fractionEnd === end ? 0 : offsetSeconds(buffer.toString("latin1", fractionEnd, end));
    if (offset === undefined) return false;
    into.whole = 0;
    into.billionths = 0;
    if (fractionEnd > start + 19) into.parse(buffer, start + 19, fractionEnd);
    into.whole += days * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second - offset;
    return true;
  }

  #days(buffer: Buffer, start: number): number {
    if (this.#cached.compare(buffer, start, start + 10) === 0) return this.#cachedDays;
    if (buffer[start + 4] !== MINUS || buffer[start + 7] !== MINUS) return NaN;
    const year = parseDigits(buffer, start, start + 4);
    const month = parseDigits(buffer, start + 5, start + 7);
    const day = parseDigits(buffer, start + 8, start + 10);
    if (year < 0 || month < 1 || day < 1 || day > (DAYS_IN_MONTH[month - 1] ?? 0)) return NaN;
    const ms = Date.UTC(year, month - 1, day);
    // 29 February of a common year rolls over to March.
    if (new Date(ms).getUTCDate() !== day) return NaN;
    buffer.copy(this.#cached, 0, start, start + 10);
    return (this.#cachedDays = ms / (SECONDS_PER_DAY * 1000));
  }
}

const SPACE = 32;
const MINUS = 45;
const DOT = 46;
const COLON = 58;
const LETTER_T = 84;

function offsetSeconds(text: string): number | undefined {
  const match = /^ ?(?:Z|UTC|([+-])(\d\d):?(\d\d)?)$/.exec(text);
  if (!match) return undefined;
  const [, sign, hours, minutes] = match;
  if (sign === undefined) return 0;
  const seconds = Number(hours) * 3600 + Number(minutes ?? 0) * 60;
  return sign === "-" ? -seconds : seconds;
}
