import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { unwritable } from "../errors.ts";
import { temporaryName } from "./temporary-name.ts";

/** Contents by file name; names may hold no directory. */
export type OutputFiles = Readonly<Record<string, string | Uint8Array>>;

/**
 * Writes a run's files so that each appears whole or not at all: all are written under temporary names first, then
 * renamed. The folder is made when it is missing; files of an earlier run are replaced one by one.
 * @throws UserError (exit code 1) naming the path and the reason; nothing half-written is left then.
 */
export function writeOutputFolder(folder: string, files: OutputFiles): void {
  const made = makeFolder(folder);
  const pending: { readonly temporary: string; readonly path: string }[] = [];
  try {
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, name);
      const file = { temporary: temporaryName(path), path };
      pending.push(file);
      attempt(file.path, () => writeFileSync(file.temporary, content));
    }
    for (const { temporary, path } of pending) attempt(path, () => renameSync(temporary, path));
  } catch (error) {
    for (const { temporary } of pending) remove(temporary);
    if (made !== undefined) remove(made);
    throw error;
  }
}

/**
 * One level at a time: `mkdirSync` with `recursive` never returns where a level can neither be made nor be there, as
 * below /proc (Node 20).
 * @returns the topmost folder that had to be made, if any
 */
function makeFolder(folder: string): string | undefined {
  const missing: string[] = [];
  for (let path = resolve(folder); !existsSync(path); path = dirname(path)) missing.push(path);
  if (missing.length === 0) attempt(folder, () => readdirSync(folder));
  try {
    for (const path of missing.toReversed()) attempt(path, () => mkdirSync(path));
  } catch (error) {
    if (existsSync(missing.at(-1)!)) remove(missing.at(-1)!);
    throw error;
  }
  return missing.at(-1);
}

/** Where even that fails, the error that led here says more. */
function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {}
}

function attempt<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw unwritable(path, error, "Give another folder with --output");
  }
}
