import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";

/**
 * Of this thread. Process numbers do not do: in containers that share a volume every program is number 1, and two that write
 * the same file would cut each other's short.
 */
const WRITER = randomBytes(5).toString("hex");

/** Where a file is written before it is renamed to its own name. */
export function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${WRITER}.tmp`);
}

/** Whether a name is one that this program gives. */
export function isTemporaryName(name: string): boolean {
  return /^\..+\.[0-9a-f]{10}\.tmp$/.test(name);
}
