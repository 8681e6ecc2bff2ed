import { createHash, type Hash } from "node:crypto";
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { UserError } from "../errors.ts";

const BUFFER_BYTES = 1 << 20;

/** Hashes of files and folders that scenarios read, each computed once. */
export class DataHashes {
  private readonly known = new Map<string, string>();

  /** sha256 of a file's content, or of all names and contents below a folder. */
  of(path: string): string {
    const found = this.known.get(path);
    if (found !== undefined) return found;
    const hash = createHash("sha256");
    try {
      if (statSync(path).isDirectory()) addFolder(hash, path);
      else addFile(hash, path);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw new UserError({ field: path, message: `cannot be read (${code ?? message})` });
    }
    const digest = hash.digest("hex");
    this.known.set(path, digest);
    return digest;
  }
}

function addFolder(hash: Hash, folder: string): void {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) {
    const content = readFileSync(file);
    hash.update(`${relative(folder, file)}\0${content.length}\0`).update(content);
  }
}

/** Traces can be larger than memory. */
function addFile(hash: Hash, file: string): void {
  const handle = openSync(file, "r");
  try {
    const buffer = Buffer.alloc(BUFFER_BYTES);
    for (let size = readSync(handle, buffer); size > 0; size = readSync(handle, buffer)) {
      hash.update(buffer.subarray(0, size));
    }
  } finally {
    closeSync(handle);
  }
}
