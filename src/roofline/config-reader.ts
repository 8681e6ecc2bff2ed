import { type Problem, UserError, type Where } from "../errors.ts";

/** Finds the place of a key in the file a config came from. */
export type WhereKey = (path: readonly (string | number)[]) => Where;

/** A key that was found: under which spelling, in which object of the file, with what value. */
interface Found {
  readonly path: readonly string[];
  readonly value: unknown;
}

/**
 * Reads fields of a Hugging Face config.json, gathering every problem before complaining.
 *
 * Multimodal models nest their language model in `text_config`; its keys go before those at the top.
 */
export class ConfigReader {
  private readonly problems: Problem[] = [];
  private readonly levels: readonly {
    readonly path: readonly string[];
    readonly keys: Record<string, unknown>;
  }[];
  private readonly where: WhereKey;

  constructor(config: unknown, where: WhereKey) {
    this.where = where;
    if (!isObject(config)) {
      throw new UserError({
        where: where([]),
        message: "a model's config.json must hold an object",
        got: config,
      });
    }
    const nested = NESTED.filter((key) => isObject(config[key]));
    this.levels = [
      ...nested.map((key) => ({ path: [key], keys: config[key] as Record<string, unknown> })),
      { path: [], keys: config },
    ];
  }

  /** The first of these keys that is there and not null. */
  find(...keys: readonly string[]): Found | undefined {
    for (const level of this.levels) {
      for (const key of keys) {
        const value = Object.hasOwn(level.keys, key) ? level.keys[key] : undefined;
        if (value !== undefined && value !== null) return { path: [...level.path, key], value };
      }
    }
    return undefined;
  }

  /** Every non-null key whose name matches, for signs of an architecture. */
  matching(pattern: RegExp): Found[] {
    return this.levels.flatMap(({ path, keys }) =>
      Object.entries(keys)
        .filter(([key, value]) => pattern.test(key) && value !== null && value !== false && value !== 0)
        .map(([key, value]) => ({ path: [...path, key], value })),
    );
  }

  /** A count that must be there: a whole number of at least 1, under the first spelling that is present. */
  required(...keys: readonly string[]): number {
    const found = this.find(...keys);
    if (found === undefined) {
      this.fail([], { field: keys[0]!, message: "is missing", ...spellings(keys) });
      return Number.NaN;
    }
    return this.whole(found, 1);
  }

  /** A count that may be absent; `absent` is then its value. */
  optional(absent: number, minimum: number, ...keys: readonly string[]): number {
    const found = this.find(...keys);
    return found === undefined ? absent : this.whole(found, minimum);
  }

  /** A string, or "" when absent. */
  text(...keys: readonly string[]): string {
    const found = this.find(...keys);
    return typeof found?.value === "string" ? found.value : "";
  }

  /** Notes a problem at a key. */
  fail(path: readonly string[], problem: Problem): void {
    this.problems.push({ where: this.where(path), ...problem });
  }

  /** @throws UserError with every problem noted so far. */
  finish(): void {
    if (this.problems.length > 0) throw new UserError(this.problems);
  }

  private whole(found: Found, minimum: number): number {
    const { value, path } = found;
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= minimum) return value;
    const message =
      minimum === 1 ? "must be a positive whole number" : "must be a whole number, not negative";
    this.fail(path, { field: path.join("."), message, got: value });
    return Number.NaN;
  }
}

/** Where multimodal configs keep the language model. */
const NESTED = ["text_config", "language_config", "llm_config"];

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function spellings(keys: readonly string[]): { remedy?: string } {
  return keys.length > 1 ? { remedy: `Also read as: ${keys.slice(1).join(", ")}` } : {};
}
