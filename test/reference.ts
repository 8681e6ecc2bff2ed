import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, it } from "vitest";

/** Folder of real measurements, traces and goldens. Not part of the repository: other people's data. */
export const REFERENCE =
  process.env.INFERENCE_SIM_REFERENCE ?? fileURLToPath(new URL("../../shared/reference", import.meta.url));

export function referenceFile(path: string): string {
  return join(REFERENCE, path);
}

/** `describe` for tests that need the reference data; without it they are skipped and the title says why. */
export function describeWithReference(title: string, path: string, body: () => void): void {
  const found = existsSync(referenceFile(path));
  const why = ` [skipped: no ${path} in the reference folder; set INFERENCE_SIM_REFERENCE]`;
  // A skipped body would still be read, and with it the data.
  if (found) describe(title, body);
  else describe.skip(title + why, () => it.skip("needs the reference data"));
}
