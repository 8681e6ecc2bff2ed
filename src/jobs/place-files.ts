import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { unwritable } from "../errors.ts";
import type { JobFiles } from "./scheduler.ts";

/**
 * Writes files into a folder, each whole or not at all.
 * @throws UserError (exit code 1) naming the folder when it cannot be written.
 */
export function placeFiles(folder: string, files: JobFiles): void {
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      const target = join(folder, basename(name));
      const temporary = `${target}.${process.pid}.tmp`;
      writeFileSync(temporary, text);
      renameSync(temporary, target);
    }
  } catch (error) {
    throw unwritable(folder, error);
  }
}

/** @throws UserError (exit code 1) naming the folder that cannot be made. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw unwritable(folder, error);
  }
}
