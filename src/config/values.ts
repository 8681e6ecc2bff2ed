import { type Problem, UserError, type Where } from "../errors.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { FlagSpec } from "./flags/spec.ts";

/** One value of a flag; a list holds several. */
export type Item = string | number | boolean;

/** What to call the flag in a message, and where it stands. */
export interface Source {
  readonly field: string;
  readonly where?: Where;
}

/**
 * Reads a flag's text, from the command line or the environment.
 * @throws UserError naming the flag, the value and what would do.
 */
export function itemsFromText(spec: FlagSpec, text: string, source: Source): Item[] {
  const parts = spec.list || spec.axis ? text.split(",").map((part) => part.trim()) : [text.trim()];
  return parts.map((part) => checked(spec, typed(spec, part), part, source));
}

/**
 * Reads a flag's value out of a file: of its own type, and an array only where several are possible.
 * @throws UserError naming file, line, column, key, value and what would do.
 */
export function itemsFromData(spec: FlagSpec, data: unknown, source: Source): Item[] {
  const several = spec.list || spec.axis;
  if (Array.isArray(data) && several) {
    if (data.length === 0) throw new UserError(problem(source, "needs at least one value", data));
    return data.map((item) => checked(spec, fromData(spec, item), item, source));
  }
  return [checked(spec, fromData(spec, data), data, source)];
}

/** Text as the flag's type; undefined when it is not of that type. */
function typed(spec: FlagSpec, text: string): Item | undefined {
  if (spec.type === "string") return text === "" ? undefined : text;
  if (spec.type === "boolean") {
    return text === "true" || text === "1" ? true : text === "false" || text === "0" ? false : undefined;
  }
  if (spec.infinite && /^\+?inf(inity)?$/i.test(text)) return Number.POSITIVE_INFINITY;
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)) return undefined;
  // 1e999 overflows to Infinity, which nobody asked for.
  return Number.isFinite(Number(text)) ? Number(text) : undefined;
}

function fromData(spec: FlagSpec, data: unknown): Item | undefined {
  if (spec.infinite && data === "inf") return Number.POSITIVE_INFINITY;
  const type = spec.type === "integer" ? "number" : spec.type;
  return typeof data === type && data !== "" ? (data as Item) : undefined;
}

function checked(spec: FlagSpec, item: Item | undefined, got: unknown, source: Source): Item {
  if (item !== undefined && allowed(spec, item)) return item;
  const near = spec.choices && typeof got === "string" ? didYouMean(got, spec.choices) : undefined;
  const quotes = spec.type === "string" && typeof got === "number" ? "Put it in quotes" : undefined;
  throw new UserError({
    ...problem(source, expectation(spec), got),
    ...(near !== undefined ? { remedy: `Did you mean "${near}"?` } : {}),
    ...(quotes !== undefined ? { remedy: quotes } : {}),
  });
}

function problem(source: Source, message: string, got: unknown): Problem {
  const { field, where } = source;
  return { field, message, got, ...(where ? { where } : {}) };
}

/** Whether a value of the right type is also within the flag's bounds. */
export function allowed(spec: FlagSpec, item: Item): boolean {
  if (spec.choices && !spec.choices.includes(item as string)) return false;
  if (typeof item !== "number") return true;
  if (item === Number.POSITIVE_INFINITY) return spec.infinite === true;
  if (!(spec.type === "integer" ? Number.isSafeInteger(item) : Number.isFinite(item))) return false;
  const { min = Number.NEGATIVE_INFINITY, above = Number.NEGATIVE_INFINITY } = spec;
  const { max = Number.POSITIVE_INFINITY, below = Number.POSITIVE_INFINITY } = spec;
  return item >= min && item > above && item <= max && item < below;
}

/** `must be a whole number of tokens, at least 1` */
export function expectation(spec: FlagSpec): string {
  if (spec.choices) return `must be one of ${spec.choices.join(", ")}`;
  if (spec.type === "boolean") return "must be true or false";
  if (spec.type === "string") return "must be text";
  const bounds = [
    spec.min === undefined ? undefined : `at least ${spec.min}`,
    spec.above === undefined ? undefined : `above ${spec.above}`,
    spec.max === undefined ? undefined : `at most ${spec.max}`,
    spec.below === undefined ? undefined : `below ${spec.below}`,
  ].filter((bound) => bound !== undefined);
  const kind = spec.type === "integer" ? "a whole number" : "a number";
  const unit = spec.unit === undefined ? "" : ` of ${spec.unit}`;
  const range = bounds.length > 0 ? `, ${bounds.join(" and ")}` : "";
  return `must be ${kind}${unit}${range}${spec.infinite ? ", or inf" : ""}`;
}

/** A value as it is written in a file: JSON knows no Infinity. */
export function writeItem(item: Item): Item {
  return item === Number.POSITIVE_INFINITY ? "inf" : item;
}
