import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";

const LINES = 20;
const BYTES = 16 * 1024;

/** The end of a text file; empty when there is none. */
export function lastLines(file: string): string {
  if (!existsSync(file)) return "";
  const handle = openSync(file, "r");
  try {
    const { size } = fstatSync(handle);
    const buffer = Buffer.alloc(Math.min(size, BYTES));
    readSync(handle, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString().trimEnd().split("\n").slice(-LINES).join("\n");
  } finally {
    closeSync(handle);
  }
}
