import type { Problem } from "../../errors.ts";
import { fail } from "../check.ts";
import { DateTimeParser } from "./date-time.ts";
import { Decimal } from "./decimal.ts";
import { type TraceLayout, unitOfName } from "./layout.ts";
import { NS_PER_UNIT, TimeBase } from "./time-base.ts";

type Where = NonNullable<Problem["where"]>;

/** Reads the arrival column of a file. What its values are - dates, or numbers of some unit - is settled by the first of them. */
export class ArrivalClock {
  readonly #time: TraceLayout["time"];
  readonly #name: string;
  readonly #secMultiplier: number | undefined;
  readonly #value = new Decimal();
  readonly #dates = new DateTimeParser();
  #base: TimeBase | undefined;
  #datetime = false;

  /** @param secMultiplier seconds per unit, where the user said so */
  constructor(time: TraceLayout["time"], name: string, secMultiplier: number | undefined) {
    this.#time = time;
    this.#name = name;
    this.#secMultiplier = secMultiplier;
  }

  get originNs(): number {
    return this.#base?.originNs ?? 0;
  }

  /** Whole nanoseconds since the first row's unit; NaN where the bytes are no time: then `explain`. */
  ofBytes(buffer: Buffer, start: number, end: number): number {
    if (!this.#base) this.#settle(this.#dates.parse(buffer, start, end, this.#value));
    const ok = this.#datetime
      ? this.#dates.parse(buffer, start, end, this.#value)
      : this.#value.parse(buffer, start, end);
    return ok ? this.#base!.toNs(this.#value) : NaN;
  }

  /** The same for a JSON value. */
  ofValue(value: unknown): number {
    if (!this.#base) this.#settle(typeof value === "string");
    if (this.#datetime) {
      const bytes = Buffer.from(typeof value === "string" ? value : "");
      return this.#dates.parse(bytes, 0, bytes.length, this.#value) ? this.#base!.toNs(this.#value) : NaN;
    }
    if (typeof value !== "number" || !Number.isFinite(value)) return NaN;
    this.#value.setNumber(value);
    return this.#base!.toNs(this.#value);
  }

  /** Says what is wrong with a value that gave NaN. */
  explain(got: unknown, where: Where): never {
    const number = typeof got === "number" ? got : typeof got === "string" && got !== "" ? Number(got) : NaN;
    if (!this.#datetime && !Number.isFinite(number)) failTime(where, this.#name, got);
    if (!this.#datetime || this.#isDate(got)) failFarTime(where, this.#name, got);
    const message = "must be a date and time such as 2023-11-16 18:15:46.6805900";
    fail({ where, field: this.#name, got, message });
  }

  #isDate(got: unknown): boolean {
    const bytes = Buffer.from(String(got));
    return this.#dates.parse(bytes, 0, bytes.length, this.#value);
  }

  #settle(isDate: boolean): void {
    const time = this.#time;
    this.#datetime = time === "datetime" || (time === "auto" && isDate);
    const unit = time === "auto" || time === "datetime" ? (unitOfName(this.#name) ?? "s") : time;
    const perUnit =
      this.#secMultiplier === undefined ? NS_PER_UNIT[unit] : this.#secMultiplier * NS_PER_UNIT.s;
    this.#base = new TimeBase(this.#datetime ? NS_PER_UNIT.s : perUnit);
  }
}

export function failTime(where: Where, field: string, got: unknown): never {
  fail({ where, field, got, message: "must be a finite number" });
}

export function failFarTime(where: Where, field: string, got: unknown): never {
  const remedy = "Check the row, and the unit of --time-unit";
  fail({ where, field, got, message: "is more than 31 years from the first row's", remedy });
}
