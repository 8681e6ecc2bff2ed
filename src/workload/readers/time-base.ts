import type { TimeUnit } from "../spec.ts";
import type { Decimal } from "./decimal.ts";

export const NS_PER_UNIT: Readonly<Record<TimeUnit, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9 };

/** 31 years: beyond it a unit or a digit is wrong. */
const MAX_SPAN_NS = 1e18;

/**
 * Turns a file's times into nanoseconds counted from the first row's whole unit. Subtracting before scaling keeps every nanosecond:
 * times since 1970 in nanoseconds do not fit a float64.
 */
export class TimeBase {
  readonly unitNs: number;
  #originUnits = NaN;

  /** @param unitNs nanoseconds per unit of the file's times; not necessarily whole */
  constructor(unitNs: number) {
    this.unitNs = unitNs;
  }

  /** Whole nanoseconds since the first row's unit; NaN for a time that is no number or further away than any trace is long. */
  toNs({ whole, billionths }: Decimal): number {
    if (Number.isNaN(this.#originUnits)) this.#originUnits = whole;
    const ns = Math.round((whole - this.#originUnits) * this.unitNs + billionths * (this.unitNs / 1e9));
    return Math.abs(ns) <= MAX_SPAN_NS ? ns : NaN;
  }

  /** The file's zero to the first row's whole unit. */
  get originNs(): number {
    return Number.isNaN(this.#originUnits) ? 0 : this.#originUnits * this.unitNs;
  }
}
