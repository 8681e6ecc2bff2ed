import { type Document, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { UserError, type Where } from "../errors.ts";
import type { JsonFile, JsonPath } from "./read-json.ts";

/**
 * A YAML (or JSON) document that remembers where everything stands. The value of an empty one is null.
 * @throws UserError with file, line and column of the first syntax error.
 */
export function parseYaml(text: string, file: string): JsonFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  const place = (offset: number): Where => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const [error] = document.errors;
  if (error) throw new UserError({ where: place(error.pos[0]), message: `not valid YAML: ${error.message}` });
  const value = plainValue(document, file) ?? null;
  return { file, value, where: (path) => place(offsetOf(document.contents, path)) };
}

/** Aliases are looked up only here: one without its anchor, or many that multiply, are no document. */
function plainValue(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new UserError({ where: { file }, message: `not valid YAML: ${(error as Error).message}` });
  }
}

/** Offset of the key or list entry that `path` names; the nearest ancestor's where it is absent. */
function offsetOf(root: Node | null, path: JsonPath): number {
  let node: unknown = root;
  let offset = startOf(root);
  for (const part of path) {
    const [at, inner] = step(node, part);
    if (at === undefined) return offset;
    offset = at;
    node = inner;
  }
  return offset;
}

function step(node: unknown, part: string | number): [number | undefined, unknown] {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
    return isPair(pair) ? [startOf(pair.key), pair.value] : [undefined, undefined];
  }
  if (isSeq(node) && typeof part === "number") {
    const item = node.items[part];
    return [startOf(item), item];
  }
  return [undefined, undefined];
}

function startOf(node: unknown): number {
  return (node as Node | null | undefined)?.range?.[0] ?? 0;
}
