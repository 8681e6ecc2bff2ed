import { fail } from "../check.ts";
import { nearestHint } from "../nearest.ts";
import type { JsonObject } from "./parse-json.ts";
import { wholeTokens } from "./row-values.ts";

type Where = { readonly file: string; readonly line: number };

/** A token count under a key that must be there. */
export function tokensAt(object: JsonObject, key: string, where: Where): number {
  const value = object[key];
  if (typeof value === "number" && value >= 0 && (value | 0) === value) return value;
  checkPresent(object, key, where);
  return wholeTokens(value, where, key);
}

export function checkPresent(object: JsonObject, key: string, where: Where): void {
  if (object[key] !== undefined) return;
  fail({ where, field: key, message: "is missing", remedy: nearestHint(key, Object.keys(object)) });
}

/** The value at `a.b.c`, undefined where any part is missing. */
export function valueAt(value: unknown, path: string): unknown {
  let at = value;
  for (const key of path.split(".")) {
    if (typeof at !== "object" || at === null) return undefined;
    at = (at as JsonObject)[key];
  }
  return at;
}

/** The first of several paths that leads to a number. */
export function numberAt(value: unknown, ...paths: readonly string[]): number | undefined {
  for (const path of paths) {
    const found = valueAt(value, path);
    if (typeof found === "number") return found;
  }
  return undefined;
}
