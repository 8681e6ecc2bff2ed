import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { EXIT, UserError } from "../errors.ts";

/**
 * Refuses a folder that cannot be written before anything is simulated. Makes nothing.
 * @throws UserError (exit code 1) naming the path and the reason
 */
export function checkOutputFolder(folder: string): void {
  let path = resolve(folder);
  while (!existsSync(path) && dirname(path) !== path) path = dirname(path);
  const refuse = (message: string) => {
    throw new UserError(
      { field: `--output ${folder}`, message, remedy: "Give another folder with --output" },
      EXIT.failed,
    );
  };
  if (!statSync(path).isDirectory()) refuse(`cannot be written: ${path} is a file, not a folder`);
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch {
    refuse(`cannot be written: no permission to write in ${path}`);
  }
}
