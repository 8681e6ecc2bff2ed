import { knownNames } from "../../config/did-you-mean.ts";
import { type FlagName, flagSpec } from "../../config/flags.ts";
import type { JsonFile, JsonPath } from "../../config/read-json.ts";
import { type Item, itemsFromData } from "../../config/values.ts";
import { type Problem, UserError } from "../../errors.ts";
import { camel, flagOfKey } from "./keys.ts";
import { AXIS_KEYS } from "./schema.ts";

/** One setting of a sweep file: the values it takes, one after another. */
export interface Choices {
  readonly name: FlagName;
  /** For flags that take lists each choice is a list. */
  readonly values: readonly (Item | readonly Item[])[];
  readonly path: JsonPath;
}

/** What must hold of a flag's value, one or a list, beyond its type; throws UserError where it does not. */
export type Checks = Partial<Record<FlagName, (items: readonly string[]) => unknown>>;

/** Reads a sweep file's settings; what is wrong is kept, to be told all at once. */
export class SectionReader {
  readonly problems: Problem[] = [];
  readonly json: JsonFile;
  private readonly checks: Checks;

  constructor(json: JsonFile, checks: Checks = {}) {
    this.json = json;
    this.checks = checks;
  }

  /** The settings of a mapping, of which `known` may occur. */
  section(
    mapping: Readonly<Record<string, unknown>>,
    path: JsonPath,
    known: readonly FlagName[],
    others: readonly string[] = [],
  ): Choices[] {
    const seen = new Set<FlagName>();
    return Object.entries(mapping).flatMap(([key, data]) => {
      if (others.includes(key)) return [];
      const name = flagOfKey(key);
      if (name !== undefined && seen.has(name)) {
        this.tell([...path, key], { field: [...path, key].join("."), message: "is given twice" });
      } else if (name !== undefined && known.includes(name)) {
        seen.add(name);
        return this.choices(name, data, [...path, key]);
      }
      if (name !== undefined && seen.has(name)) return [];
      const top = Object.entries(AXIS_KEYS).find(([, flag]) => flag === name)?.[0];
      const remedy =
        top === undefined ? knownNames(key, [...others, ...known.map(camel)]) : `Write it at the top: ${top}`;
      this.tell([...path, key], { field: [...path, key].join("."), message: "is no setting here", remedy });
      return [];
    });
  }

  /** The values of one flag; none where one is wrong. */
  choices(name: FlagName, data: unknown, path: JsonPath): Choices[] {
    const spec = flagSpec(name);
    const field = path.join(".");
    const before = this.problems.length;
    const several = Array.isArray(data) && !spec.list;
    const values = (several ? (data as unknown[]) : [data]).map((item, index) => {
      const where = this.json.where(several ? [...path, index] : path);
      try {
        const items = itemsFromData(spec, item, { field, where });
        this.checks[name]?.(items.map(String));
        return spec.list ? items : items[0]!;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        this.problems.push(
          ...error.problems.map((problem) => ({ ...problem, where: problem.where ?? where })),
        );
        return "";
      }
    });
    return this.problems.length > before ? [] : [{ name, values: distinct(values), path }];
  }

  tell(path: JsonPath, problem: Problem): void {
    this.problems.push({ where: this.json.where(path), ...problem });
  }
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(String(value)), value])).values()];
}
