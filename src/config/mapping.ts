import { UserError, type Where } from "../errors.ts";

/** A mapping at the top of a document, and where its keys stand. */
export interface Mapping {
  readonly value: Readonly<Record<string, unknown>>;
  readonly where: (key: string) => Where;
}

/** @throws UserError when the document is a list or a single value. */
export function mapping(value: unknown, file: string, where: (key: string) => Where): Mapping {
  if (!isMapping(value)) {
    throw new UserError({ where: { file }, message: "must be a mapping of settings", got: value });
  }
  return { value, where };
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
