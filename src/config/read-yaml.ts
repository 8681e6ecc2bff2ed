import { type Document, LineCounter, parseDocument } from "yaml";
import { UserError, type Where } from "../errors.ts";
import { type Mapping, mapping } from "./mapping.ts";

/**
 * A YAML document whose top is a mapping, with the place of every key.
 * @throws UserError with file, line and column of the first syntax error.
 */
export function parseYaml(text: string, file: string): Mapping {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  const place = (offset: number): Where => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const [error] = document.errors;
  if (error) throw new UserError({ where: place(error.pos[0]), message: `not valid YAML: ${error.message}` });
  const contents = document.contents as { items?: { key?: { value?: unknown; range?: number[] } }[] } | null;
  const offsets = new Map(
    (contents?.items ?? []).map(({ key }) => [String(key?.value), key?.range?.[0] ?? 0] as const),
  );
  return mapping(plainValue(document, file) ?? {}, file, (key) => place(offsets.get(key) ?? 0));
}

/**
 * A document as plain data. Aliases are looked up only here: one without its anchor, or many that multiply, are no document.
 * @throws UserError naming the file
 */
export function plainValue(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new UserError({ where: { file }, message: `not valid YAML: ${(error as Error).message}` });
  }
}
