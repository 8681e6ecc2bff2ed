import { combinations } from "../config/axes.ts";
import { resolveServer } from "../config/server-config.ts";
import { stepRequest } from "../config/step-request.ts";
import { EXIT, type ExitCode } from "../errors.ts";
import { stepCsv, stepJson, stepText } from "../report/step-table.ts";
import { serverNotes } from "../sweep/prepare.ts";
import { priceStep } from "../sweep/step.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { note } from "./print.ts";
import { printEach } from "./print-each.ts";
import { settingsOf } from "./settings-of.ts";

export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const request = stepRequest(textOf(invocation, "prefill"), textOf(invocation, "decode"));
  const prices = combinations(await settingsOf(invocation)).map(({ settings, labels }) => {
    const { server } = resolveServer(settings);
    const { price, notes } = priceStep(server, request);
    return { labels, value: price, notes: [...serverNotes(server), ...notes] };
  });
  if (!isOn(invocation, "quiet")) {
    for (const sentence of new Set(prices.flatMap(({ notes }) => notes))) note(sentence);
  }
  printEach(invocation, prices, { table: stepText, json: stepJson, csv: stepCsv });
  return EXIT.ok;
}
