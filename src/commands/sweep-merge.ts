import type { ExitCode } from "../errors.ts";
import { readManifest } from "../sweep/manifest.ts";
import { ResultStore } from "../sweep/store.ts";
import type { Invocation } from "./command.ts";
import { showMerged } from "./sweep-show-merged.ts";

/** Checks all results and writes the summary: the same bytes whatever ran them. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const folder = invocation.positionals.folder!;
  return showMerged(invocation, readManifest(folder, { anyEngine: true }), new ResultStore(folder));
}
