import type { TimeUnit } from "../spec.ts";
import type { Decimal } from "./decimal.ts";

export const NS_PER_UNIT: Readonly<Record<TimeUnit, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9 };

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

  toNs({ whole, billionths }: Decimal): number {
    if (Number.isNaN(this.#originUnits)) this.#originUnits = whole;
    return Math.round((whole - this.#originUnits) * this.unitNs + billionths * (this.unitNs / 1e9));
  }

  /** The file's zero to the first row's whole unit. */
  get originNs(): number {
    return Number.isNaN(this.#originUnits) ? 0 : this.#originUnits * this.unitNs;
  }
}
