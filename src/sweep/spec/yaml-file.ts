import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { JsonFile, JsonPath } from "../../config/read-json.ts";
import { plainValue } from "../../config/read-yaml.ts";
import { UserError, type Where } from "../../errors.ts";

/**
 * A YAML (or JSON) document that remembers where everything stands.
 * @throws UserError with file, line and column of the first syntax error.
 */
export function parseYamlFile(text: string, file: string): JsonFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  const place = (offset: number): Where => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const [error] = document.errors;
  if (error) throw new UserError({ where: place(error.pos[0]), message: `not valid YAML: ${error.message}` });
  const value = plainValue(document, file);
  if (value === null || value === undefined) {
    throw new UserError({ where: { file }, message: "is empty, where YAML is expected" });
  }
  return { file, value, where: (path) => place(offsetOf(document.contents, path)) };
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
