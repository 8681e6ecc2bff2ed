import { UserError } from "../../errors.ts";

/** Reads values out of parsed JSON whose shape is another tool's business. */
export class JsonFields {
  readonly value: unknown;
  readonly file: string;
  readonly path: string;

  constructor(value: unknown, file: string, path = "") {
    this.value = value;
    this.file = file;
    this.path = path;
  }

  /** A part of the value, `metrics.ttft.mean`; what is not there is undefined inside. */
  at(path: string): JsonFields {
    let value = this.value;
    for (const key of path.split(".")) value = (value as Record<string, unknown> | null | undefined)?.[key];
    return new JsonFields(value, this.file, this.path === "" ? path : `${this.path}.${path}`);
  }

  get exists(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  /** The number there; undefined where there is none. */
  number(path: string): number | undefined {
    const part = this.at(path);
    if (!part.exists) return undefined;
    if (typeof part.value !== "number" || !Number.isFinite(part.value))
      return part.refuse("must be a finite number");
    return part.value;
  }

  /** The first of several spellings that is there. */
  firstNumber(...paths: readonly string[]): number | undefined {
    for (const path of paths) {
      const value = this.number(path);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  text(path: string): string | undefined {
    const { value } = this.at(path);
    return typeof value === "string" ? value : undefined;
  }

  /** The entries of a list; undefined where there is none. */
  list(path: string): readonly JsonFields[] | undefined {
    const part = path === "" ? this : this.at(path);
    if (!part.exists) return undefined;
    if (!Array.isArray(part.value)) return part.refuse("must be a list");
    return part.value.map((value, i) => new JsonFields(value, this.file, `${part.path}[${i}]`));
  }

  /** A list of finite numbers; undefined where there is none. */
  numbers(path: string): readonly number[] | undefined {
    const part = path === "" ? this : this.at(path);
    if (!part.exists) return undefined;
    if (!Array.isArray(part.value)) return part.refuse("must be a list of numbers");
    const wrong = part.value.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0)
      return new JsonFields(part.value[wrong], this.file, `${part.path}[${wrong}]`).refuse(
        "must be a finite number",
      );
    return part.value as readonly number[];
  }

  refuse(message: string): never {
    throw new UserError({ where: { file: this.file }, field: this.path, got: this.value, message });
  }
}
