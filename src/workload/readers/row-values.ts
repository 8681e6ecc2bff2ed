import type { Problem } from "../../errors.ts";
import { fail } from "../check.ts";

const MAX_TOKENS = 2_147_483_647;

type Where = NonNullable<Problem["where"]>;

/** Checks a token count that is not plain digits or too large; zero is for the caller to judge. */
export function wholeTokens(value: unknown, where: Where, field: string): number {
  const number = typeof value === "string" ? numberOf(value) : value;
  if (typeof number === "number" && Number.isInteger(number) && number >= 0 && number <= MAX_TOKENS)
    return number;
  const message =
    typeof number === "number" && number < 0
      ? "must not be negative"
      : typeof number === "number" && number > MAX_TOKENS
        ? `must be at most ${MAX_TOKENS}`
        : "must be a whole number of tokens";
  fail({ where, field, ...(value !== undefined && { got: value }), message });
}

export function failZeroTokens(where: Where, field: string): never {
  const remedy = "Mend the row, or leave such rows out with --drop-empty";
  fail({ where, field, got: 0, message: "must be at least 1", remedy });
}

export function wholePriority(value: unknown, where: Where, field: string): number {
  const number = typeof value === "string" ? numberOf(value) : value;
  if (typeof number === "number" && (number | 0) === number) return number;
  fail({ where, field, got: value, message: "must be a whole number" });
}

/** Text is only a number where it has digits: Number("") is 0. */
function numberOf(text: string): number {
  return /\d/.test(text) ? Number(text) : NaN;
}
