import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { UserError } from "../../src/errors.ts";
import { loadTrace } from "../../src/workload/load-trace.ts";
import type { TraceOptions } from "../../src/workload/spec.ts";
import type { Workload } from "../../src/workload/workload.ts";

const folder = mkdtempSync(join(tmpdir(), "trace-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

export function tempFile(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  // Truncating a file that was just written waits for the disk; a new one does not.
  rmSync(file, { force: true });
  writeFileSync(file, content);
  return file;
}

/** Lines of a file, without a last line end. */
export function lines(...all: string[]): string {
  return all.join("\n");
}

export function load(
  content: string | Uint8Array,
  options: TraceOptions = {},
  name = "trace.txt",
): Promise<Workload> {
  return loadTrace(tempFile(name, content), options);
}

/** The message of the UserError that loading must end in, without the folder's name. */
export async function loadError(
  content: string | Uint8Array,
  options: TraceOptions = {},
  name = "trace.txt",
): Promise<string> {
  const outcome = await load(content, options, name).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(UserError);
  expect((outcome as UserError).exitCode).toBe(2);
  return (outcome as UserError).message.replaceAll(`${folder}/`, "");
}

/** Rows as [arrival ns, prompt, output], for short comparisons. */
export function rowsOf({ requests }: Workload): number[][] {
  return Array.from({ length: requests.count }, (_, row) => [
    requests.arrivalNs[row]!,
    requests.promptTokens[row]!,
    requests.outputTokens[row]!,
  ]);
}

/** Block ids of every row. */
export function idsOf({ requests }: Workload): number[][] {
  const { offsets, ids } = requests.promptBlocks!;
  return Array.from({ length: requests.count }, (_, row) => [
    ...ids.subarray(offsets[row]!, offsets[row + 1]!),
  ]);
}
