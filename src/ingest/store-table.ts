import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { placeFiles } from "../jobs/place-files.ts";
import { readCsv } from "../roofline/tables/csv.ts";
import { readManifest } from "../roofline/tables/manifest.ts";
import type { ManifestEntry, TableManifest } from "../roofline/tables/parse-manifest.ts";
import { TABLE_NOTE } from "./table-text.ts";

/** A table on its way into a folder of tables. */
export interface NewTable {
  /** Path relative to the GPU's folder. */
  readonly key: string;
  readonly text: string;
  readonly rows: number;
  readonly entry: ManifestEntry;
}

/** Why a table stays as it is; undefined when the new one may take its place. */
export function reasonToKeep(folder: string, { key, rows, entry }: NewTable): string | undefined {
  const file = join(folder, key);
  if (!existsSync(file)) return undefined;
  if (!isMeasured(readManifest(join(folder, "manifest.json")), key)) return undefined;
  if (entry.source !== "measured") return "the table there is measured, this one is not";
  const there = rowsOf(file);
  return there > rows ? `the table there has ${there} rows, this one ${rows}` : undefined;
}

/** A table that nobody describes is taken for a measurement of its owner's. */
export function isMeasured(manifest: TableManifest | undefined, key: string): boolean {
  const entry = manifest?.files[key];
  return entry === undefined || entry.source === "measured";
}

/** Writes tables and then their lines in the manifest, each file whole or not at all. */
export function storeTables(
  folder: string,
  gpu: string,
  tables: readonly Pick<NewTable, "key" | "text" | "entry">[],
): void {
  for (const { key, text } of tables) placeFiles(dirname(join(folder, key)), { [basename(key)]: text });
  const before = readManifest(join(folder, "manifest.json"));
  const entries = { ...before?.files, ...Object.fromEntries(tables.map(({ key, entry }) => [key, entry])) };
  const files = Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1));
  const manifest: TableManifest = { gpu, note: before?.note ?? TABLE_NOTE, files: Object.fromEntries(files) };
  placeFiles(folder, { "manifest.json": `${JSON.stringify(manifest, null, 2)}\n` });
}

/** Data rows of a CSV; none when it cannot be read. */
function rowsOf(file: string): number {
  try {
    return readCsv(file, [{ name: "latency_us", type: "positive" }]).rows.length;
  } catch {
    return 0;
  }
}
