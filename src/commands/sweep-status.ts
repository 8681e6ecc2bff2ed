import { EXIT, type ExitCode } from "../errors.ts";
import { readManifest } from "../sweep/manifest.ts";
import { ResultStore } from "../sweep/store.ts";
import type { Invocation } from "./command.ts";
import { flagValue } from "./flag-value.ts";
import { printRows } from "./print-rows.ts";

/** Counts by shard what is there. Looks at the folder alone, and asks no scheduler. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const folder = invocation.positionals.folder!;
  const { scenarios } = readManifest(folder, { anyEngine: true });
  const store = new ResultStore(folder);
  const [done, failed] = [store.ids(), store.failedIds()];
  const shards = flagValue(invocation, "shards") ?? 1;
  const counts = Array.from({ length: shards }, (_, index) => {
    return { shard: `${index}/${shards}`, scenarios: 0, ok: 0, failed: 0, missing: 0 };
  });
  for (const [k, { id, problem }] of scenarios.entries()) {
    const count = counts[k % shards]!;
    count.scenarios += 1;
    if (done.has(id)) count.ok += 1;
    else if (problem !== undefined || failed.has(id)) count.failed += 1;
    else count.missing += 1;
  }
  printRows(invocation, counts);
  return counts.every(({ scenarios: all, ok }) => all === ok) ? EXIT.ok : EXIT.incomplete;
}
