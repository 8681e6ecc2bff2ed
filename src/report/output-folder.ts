import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT, UserError } from "../errors.ts";

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
      const file = { temporary: join(folder, `.${name}.${process.pid}.tmp`), path: join(folder, name) };
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

/** @returns the topmost folder that had to be made, if any */
function makeFolder(folder: string): string | undefined {
  return attempt(folder, () => mkdirSync(folder, { recursive: true }));
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
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(
      {
        where: { file: path },
        message: `cannot be written: ${REASONS[code ?? ""] ?? message}`,
        remedy: "Give another folder with --output",
      },
      EXIT.failed,
    );
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "no space left on the device",
  EEXIST: "a file of that name is in the way",
  ENOTDIR: "a part of the path is a file, not a folder",
  EISDIR: "a folder of that name is in the way",
  ENAMETOOLONG: "the name is too long",
  EDQUOT: "the disk quota is used up",
};
