import { existsSync } from "node:fs";
import { EXIT, type ExitCode } from "../errors.ts";
import { manifestFile, readManifest, writeManifest } from "../sweep/manifest.ts";
import { defaultWorkers } from "../sweep/pool.ts";
import { shardOf } from "../sweep/shard.ts";
import { ResultStore } from "../sweep/store.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { flagValue } from "./flag-value.ts";
import { note } from "./print.ts";
import { runHere } from "./sweep.ts";
import { planOf } from "./sweep-file.ts";

/** Runs one part of a planned sweep. What is done already is not run again, so it may be started any number of times. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const folder = invocation.positionals.folder!;
  const shard = shardOf(textOf(invocation, "shard"), process.env);
  const file = textOf(invocation, "sweep-file");
  // Shards that start together write the same bytes.
  if (file !== undefined && !existsSync(manifestFile(folder)))
    writeManifest(folder, planOf(invocation, file));
  const plan = readManifest(folder);
  const store = new ResultStore(folder);
  const workers = flagValue(invocation, "workers") ?? defaultWorkers();
  if (!isOn(invocation, "quiet")) note(`shard ${shard.index} of ${shard.of}`);
  if (!(await runHere(invocation, plan, store, workers, shard))) return EXIT.interrupted;
  // A scenario that cannot be run fails every time: for the scheduler that is no reason to try again.
  return EXIT.ok;
}
