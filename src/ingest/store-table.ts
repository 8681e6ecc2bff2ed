import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { placeFiles } from "../jobs/place-files.ts";
import { readCsv } from "../roofline/tables/csv.ts";
import { type ManifestEntry, readManifest, type TableManifest } from "../roofline/tables/manifest.ts";

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
  const before = readManifest(join(folder, "manifest.json"))?.files[key];
  // A file that nobody describes is taken at its owner's word for a measurement.
  const measured = before === undefined || before.source === "measured";
  if (!measured) return undefined;
  if (entry.source !== "measured") return "the table there is measured, this one is not";
  const there = rowsOf(file);
  return there > rows ? `the table there has ${there} rows, this one ${rows}` : undefined;
}

/** Writes a table and its line in the manifest, each file whole or not at all. */
export function storeTable(folder: string, gpu: string, { key, text, entry }: NewTable, note: string): void {
  const manifestFile = join(folder, "manifest.json");
  placeFiles(dirname(join(folder, key)), { [basename(key)]: text });
  const before = readManifest(manifestFile);
  const files = Object.entries({ ...before?.files, [key]: entry }).sort(([a], [b]) => (a < b ? -1 : 1));
  const manifest: TableManifest = { note, ...before, gpu, files: Object.fromEntries(files) };
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
