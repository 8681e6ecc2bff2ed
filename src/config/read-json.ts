// The ESM build by its path: the main entry is UMD, whose inner require() no bundler can follow.
import {
  findNodeAtLocation,
  getLocation,
  type Node,
  type ParseError,
  parseTree,
} from "jsonc-parser/lib/esm/main.js";
import { type Problem, UserError, type Where } from "../errors.ts";
import { readText } from "./read-text.ts";

/** Keys and array indices from the root of a JSON document. */
export type JsonPath = readonly (string | number)[];

/** A JSON document that remembers where everything stands. */
export interface JsonFile {
  readonly file: string;
  readonly value: unknown;
  /** File, line and column of a key; of its nearest ancestor when the key is not there. */
  readonly where: (path: JsonPath) => Where;
}

/**
 * Reads a JSON file; `//` and block comments and trailing commas are fine, a key given twice is not.
 * @throws UserError with file, line and column of everything that is wrong.
 */
export function readJson(file: string): JsonFile {
  return parseJson(readText(file, "a JSON file"), file);
}

/** The same for text that came from elsewhere; `file` is its name in messages. */
export function parseJson(source: string, file: string): JsonFile {
  const text = source.replace(/^\uFEFF/, "");
  if (text.trim() === "") {
    throw new UserError({ where: { file }, message: "is empty, where JSON is expected" });
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const place = placeFinder(text, file);
  if (root === undefined || errors.length > 0) throw new UserError(syntaxProblem(text, errors[0]!, place));
  const problems: Problem[] = [];
  const value = toValue(root, [], problems, place);
  if (problems.length > 0) throw new UserError(problems);
  return { file, value, where: (path) => place(offsetOf(root, path)) };
}

/** jsonc-parser's error codes, in words. */
const SYNTAX: Record<number, string> = {
  2: "a number is malformed",
  3: "a quoted key is expected here",
  4: "a value is expected here",
  5: "a colon is expected here",
  6: "a comma is expected here",
  7: 'a closing "}" is expected here',
  8: 'a closing "]" is expected here',
  9: "the end of the file is expected here",
  11: "a comment is not closed",
  12: "a string is not closed",
  13: "a number is cut short",
  14: "a string has an invalid \\u escape",
  15: "a string has an invalid escape",
  16: "a string has an invalid character",
};
const INVALID_SYMBOL = 1;

/** Only the first syntax error is told: those after it are mostly its echoes. */
function syntaxProblem(text: string, error: ParseError, place: (offset: number) => Where): Problem {
  const where = place(error.offset);
  if (error.error !== INVALID_SYMBOL) {
    return { where, message: `not valid JSON: ${SYNTAX[error.error] ?? `error ${error.error}`}` };
  }
  // Python writes NaN and Infinity into JSON: name the field they stand in.
  const field = getLocation(text, error.offset).path.join(".") || "the document";
  const got = /^[-+.\w]+/.exec(text.slice(error.offset))?.[0] ?? text.slice(error.offset, error.offset + 1);
  return { where, field, message: "must be a valid JSON value", got };
}

/** The plain value of a tree, with every key given twice noted as a problem. */
function toValue(node: Node, path: JsonPath, problems: Problem[], place: (offset: number) => Where): unknown {
  if (node.type === "array") {
    return (node.children ?? []).map((child, index) => toValue(child, [...path, index], problems, place));
  }
  if (node.type !== "object") return node.value;
  const object: Record<string, unknown> = {};
  for (const property of node.children ?? []) {
    const [key, child] = property.children ?? [];
    if (key === undefined || child === undefined) continue;
    const name = String(key.value);
    const here = [...path, name];
    if (Object.hasOwn(object, name)) {
      problems.push({ where: place(key.offset), field: here.join("."), message: "is given twice" });
    }
    // Not an assignment: a key named __proto__ must stay a key.
    Object.defineProperty(object, name, {
      value: toValue(child, here, problems, place),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return object;
}

/** Offset of the key that `path` names; the nearest ancestor's where it is absent. */
function offsetOf(root: Node, path: JsonPath): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = findNodeAtLocation(root, path.slice(0, depth) as (string | number)[]);
    if (node !== undefined) return node.parent?.type === "property" ? node.parent.offset : node.offset;
  }
  return root.offset;
}

function placeFinder(text: string, file: string): (offset: number) => Where {
  return (offset) => {
    const before = text.slice(0, offset);
    const lineStart = before.lastIndexOf("\n") + 1;
    return { file, line: before.split("\n").length, column: offset - lineStart + 1 };
  };
}
