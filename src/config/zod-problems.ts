import type { z } from "zod";
import type { Problem } from "../errors.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { JsonFile, JsonPath } from "./read-json.ts";

/**
 * A schema's complaints as problems with their place in the file, the value found there, and a did-you-mean for
 * every unknown key.
 *
 * @param keysAt the keys that are known at a path, for the did-you-mean
 */
export function zodProblems(
  error: z.ZodError,
  json: JsonFile,
  keysAt: (path: JsonPath) => readonly string[],
): Problem[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.filter((part) => typeof part !== "symbol");
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => unknownKey([...path, key], json, keysAt(path)));
    const value = valueAt(json.value, path);
    const where = json.where(path);
    const field = path.join(".") || "the document";
    if (value === undefined) return { where, field, message: `is missing; it ${issue.message}` };
    return { where, field, message: issue.message, got: value };
  });
}

function unknownKey(path: JsonPath, json: JsonFile, known: readonly string[]): Problem {
  const near = didYouMean(String(path.at(-1)), known);
  return {
    where: json.where(path),
    field: path.join("."),
    message: "is not a known key",
    remedy: near === undefined ? `Known keys: ${known.join(", ")}` : `Did you mean "${near}"?`,
  };
}

function valueAt(value: unknown, path: JsonPath): unknown {
  let here = value;
  for (const part of path) here = (here as Record<string | number, unknown> | undefined)?.[part];
  return here;
}
