import { existsSync } from "node:fs";
import { readTableText } from "./csv.ts";
import { parseManifest, type TableManifest } from "./parse-manifest.ts";

/**
 * Reads a table folder's manifest; undefined when there is none.
 * @throws UserError naming the file and each field that is wrong.
 */
export function readManifest(file: string): TableManifest | undefined {
  return existsSync(file) ? parseManifest(readTableText(file), file) : undefined;
}
