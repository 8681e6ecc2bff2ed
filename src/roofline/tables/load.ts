import type { Device } from "../hardware.ts";
import type { KernelTables } from "./kernel-tables.ts";
import { findTables } from "./layout.ts";
import { readManifest } from "./manifest.ts";
import { readTables } from "./read-tables.ts";
import type { HeadShape } from "./table-folder.ts";

/**
 * `readTables` of a folder.
 * @throws UserError for a folder without tables, a bad row, or an FP8 table in the place of a BF16 one.
 */
export function loadTables(path: string, gpu: string, device: Device, shape: HeadShape): KernelTables {
  const folder = findTables(path, gpu);
  return readTables(folder, readManifest(folder.manifest), path, device, shape);
}
