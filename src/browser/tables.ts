import type { Device } from "../roofline/hardware.ts";
import { type KernelTables, NO_TABLES } from "../roofline/tables/kernel-tables.ts";
import { parseManifest } from "../roofline/tables/parse-manifest.ts";
import { readTables } from "../roofline/tables/read-tables.ts";
import { type HeadShape, sortTables } from "../roofline/tables/table-folder.ts";
import type { TableTexts } from "./table-texts.ts";

const MANIFEST = "manifest.json";

/** The tables that say something about one attention shape. Without texts there are none. */
export function tablesOf(texts: TableTexts | undefined, shape: HeadShape, device: Device): KernelTables {
  if (texts === undefined) return NO_TABLES;
  const manifest = texts[MANIFEST] === undefined ? undefined : parseManifest(texts[MANIFEST], MANIFEST);
  const found = sortTables(Object.keys(texts), "", (key) => ({ file: key, key, text: () => texts[key]! }));
  return readTables(found, manifest, "tables", device, shape);
}
