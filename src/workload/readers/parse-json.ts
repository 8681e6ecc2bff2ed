import { type ParseError, parse, printParseErrorCode } from "jsonc-parser/lib/esm/main.js";
import { fail } from "../check.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** Parses one line of JSON that must be an object; an error names the column. */
export function parseJsonLine(text: string, file: string, line: number): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    failSyntax(text, file, line);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  fail({ where: { file, line }, got: value, message: "must be a JSON object" });
}

/** Parses a whole file as one JSON document. */
export function parseJsonDocument(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    failSyntax(text, file, 1);
  }
}

function failSyntax(text: string, file: string, firstLine: number): never {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true });
  const [error] = errors;
  const offset = error?.offset ?? text.length;
  const before = text.slice(0, offset);
  const line = firstLine + before.split("\n").length - 1;
  const column = offset - before.lastIndexOf("\n");
  // "CommaExpected" reads as "comma expected".
  const code = error ? printParseErrorCode(error.error) : "InvalidSymbol";
  const what = code.replace(/[A-Z]/g, (letter, at) => `${at > 0 ? " " : ""}${letter.toLowerCase()}`);
  const near = text.slice(offset, offset + 20).trim();
  fail({
    where: { file, line, column },
    message: `is not valid JSON (${what}${near ? ` at ${JSON.stringify(near)}` : " at the end"})`,
  });
}
