import { combinations } from "../config/axes.ts";
import { resolveServer } from "../config/server-config.ts";
import { EXIT, type ExitCode } from "../errors.ts";
import { memoryCsv, memoryJson, memoryText } from "../report/memory-table.ts";
import { memoryPlanOf } from "../sweep/prepare.ts";
import type { Invocation } from "./command.ts";
import { printEach } from "./print-each.ts";
import { settingsOf } from "./settings-of.ts";

/** Prints the plan either way; exit code 2 says that it does not fit. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const plans = combinations(await settingsOf(invocation)).map(({ settings, labels }) => {
    return { labels, value: memoryPlanOf(resolveServer(settings).server) };
  });
  printEach(invocation, plans, { table: memoryText, json: memoryJson, csv: memoryCsv });
  return plans.every(({ value }) => value.fits) ? EXIT.ok : EXIT.usage;
}
