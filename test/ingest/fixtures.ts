import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { CheckContext } from "../../src/ingest/checks/check.ts";
import { synthTables } from "../../src/ingest/synth.ts";
import { coldCache } from "../../src/roofline/kernels/constants.ts";
import { H100 } from "../../src/roofline/kernels/constants-h100.ts";

/** Few weight matrices, to be quick: large enough to tell a bandwidth. */
export const SITES = [
  { k: 4096, n: 6144 },
  { k: 8192, n: 24576 },
];

export const CONTEXT: CheckContext = {
  constants: coldCache(H100),
  memoryBytes: 79.18 * 2 ** 30,
  sites: SITES,
};

/** The 25 modelled tables as text, by path. */
export function cleanTables(): Map<string, string> {
  return new Map(synthTables(CONTEXT.constants, SITES).map(({ path, text }) => [path, text]));
}

export function writeTables(folder: string, tables: ReadonlyMap<string, string>): void {
  for (const [path, text] of tables) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Rows of a CSV as records, changed and written back. */
export function mapRows(
  text: string,
  change: (row: Record<string, string>, index: number) => Record<string, string> | undefined,
): string {
  const [header = "", ...lines] = text.trimEnd().split("\n");
  const names = header.split(",");
  const rows = lines.map((line) => Object.fromEntries(line.split(",").map((cell, i) => [names[i]!, cell])));
  const changed = rows.map(change).filter((row) => row !== undefined);
  return `${[header, ...changed.map((row) => names.map((name) => row[name]).join(","))].join("\n")}\n`;
}
