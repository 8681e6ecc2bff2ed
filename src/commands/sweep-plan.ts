import { EXIT, type ExitCode } from "../errors.ts";
import { formatCount } from "../report/format.ts";
import { checkOutputFolder } from "../sweep/check-output.ts";
import { manifestFile, writeManifest } from "../sweep/manifest.ts";
import { defaultWorkers } from "../sweep/pool.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { print } from "./print.ts";
import { outputFolder } from "./sweep.ts";
import { dryRun } from "./sweep-dry-run.ts";
import { planOf } from "./sweep-file.ts";

/** Writes manifest.json. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const plan = planOf(invocation, invocation.positionals.file!);
  if (isOn(invocation, "dry-run")) return dryRun(invocation, plan, new Set(), defaultWorkers());
  const folder = outputFolder(textOf(invocation, "output"));
  checkOutputFolder(folder);
  writeManifest(folder, plan);
  print(`${formatCount(plan.scenarios.length)} scenarios planned in ${manifestFile(folder)}`);
  return EXIT.ok;
}
