import { combinations } from "../config/axes.ts";
import { resolveServer } from "../config/server-config.ts";
import { EXIT, type ExitCode } from "../errors.ts";
import { memoryCsv, memoryJson, memoryText } from "../report/memory-table.ts";
import { kvTokensOf } from "../sweep/kv-check.ts";
import { memoryPlanOf, serverNotes } from "../sweep/prepare.ts";
import { type Invocation, isOn } from "./command.ts";
import { kvCheck } from "./kv-check.ts";
import { note } from "./print.ts";
import { printEach } from "./print-each.ts";
import { settingsOf } from "./settings-of.ts";

/** Prints the plan either way; exit code 2 says that it does not fit. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const tell = isOn(invocation, "quiet") ? () => {} : note;
  const servers = combinations(await settingsOf(invocation)).map(({ settings, labels }) => {
    const { server } = resolveServer(settings);
    return { labels, settings, server, value: memoryPlanOf(server) };
  });
  for (const sentence of new Set(servers.flatMap(({ server }) => serverNotes(server)))) tell(sentence);
  for (const { server } of servers) {
    if (server.kvBlocksOverride === undefined) continue;
    tell(`runs use the ${kvTokensOf(server)} KV tokens that are given, not what memory leaves`);
  }
  printEach(invocation, servers, { table: memoryText, json: memoryJson, csv: memoryCsv });
  for (const sentence of kvCheck(invocation, servers)) tell(sentence);
  return servers.every(({ value }) => value.fits) ? EXIT.ok : EXIT.usage;
}
