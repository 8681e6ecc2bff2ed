import { readFileSync } from "node:fs";
import { UserError } from "../errors.ts";

/**
 * The text of a file that a user names.
 * @param what it should be, as in "a sweep file"
 * @param field how the user gave it
 * @throws UserError when there is no such file, or it cannot be read
 */
export function readText(file: string, what: string, field = file): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message =
      code === "ENOENT"
        ? "does not exist"
        : code === "EISDIR"
          ? `is a folder, not ${what}`
          : `cannot be read (${code ?? String(error)})`;
    throw new UserError({ field, message });
  }
}
