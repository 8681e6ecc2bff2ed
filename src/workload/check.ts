import { type Problem, UserError } from "../errors.ts";

/** A number above 0, Infinity allowed only where said. NaN never passes. */
export function checkPositive(
  field: string,
  got: number,
  infinity: "finite" | "or-infinity" = "finite",
): number {
  const max = infinity === "finite" ? Number.MAX_VALUE : Infinity;
  return check(field, got, got > 0 && got <= max, "must be greater than 0");
}

/** Rows and token counts are kept in 32-bit columns. */
const MOST = 2_147_483_647;

/** A whole number in [min, max]. */
export function checkWhole(field: string, got: number, min: number, max = MOST): number {
  const range = max === MOST && !(got > max) ? `of at least ${min}` : `between ${min} and ${max}`;
  const within = Number.isInteger(got) && got >= min && got <= max;
  return check(field, got, within, `must be a whole number ${range}`);
}

/** A finite number of at least `min`. */
export function checkAtLeast(field: string, got: number, min: number): number {
  return check(field, got, got >= min && got < Infinity, `must be a number of at least ${min}`);
}

function check(field: string, got: number, ok: boolean, message: string): number {
  if (!ok) fail({ field, got, message });
  return got;
}

export function fail(problem: Problem): never {
  throw new UserError(problem);
}
