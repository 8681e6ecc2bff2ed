import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { PlainFile } from "../../../src/roofline/tables/table-folder.ts";

/** Writes files into a folder of their own, gone after the test; returns the folder. */
export function writeFiles(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "tables-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** One file. */
export function writeTable(text: string): string {
  return join(writeFiles({ "table.csv": text }), "table.csv");
}

/** A file as a folder's listing gives it. */
export function plainFile(file: string, key: string): PlainFile {
  return { file, key, text: () => readFileSync(file, "utf8") };
}
