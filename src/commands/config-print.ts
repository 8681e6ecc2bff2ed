import { combinations } from "../config/axes.ts";
import { resolveServer } from "../config/server-config.ts";
import { originText, type Settings, settingData } from "../config/settings.ts";
import { usedSettings } from "../config/used-settings.ts";
import { workloadRequest } from "../config/workload-request.ts";
import { EXIT, type ExitCode } from "../errors.ts";
import { resolvedConfig } from "../sweep/output.ts";
import type { Invocation } from "./command.ts";
import { formatOf, printJson } from "./print.ts";
import { printRows } from "./print-rows.ts";
import { settingsOf } from "./settings-of.ts";

/** Everything a run would use. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const given = await settingsOf(invocation);
  workloadRequest(given);
  const resolved = combinations(given).map(complete);
  if (formatOf(invocation) === "json") {
    const configs = resolved.map(({ settings }) => resolvedConfig(settings));
    printJson(configs.length === 1 ? configs[0] : configs);
  } else {
    printRows(
      invocation,
      resolved.flatMap(({ labels, settings }) => rowsOf(labels, settings)),
    );
  }
  return EXIT.ok;
}

function complete({ settings, labels }: { settings: Settings; labels: Readonly<Record<string, string>> }) {
  return { labels, settings: usedSettings(resolveServer(settings).settings) };
}

function rowsOf(labels: Readonly<Record<string, string>>, settings: Settings) {
  return [...settings].map(([setting, { items, origin }]) => ({
    ...labels,
    setting,
    value: [settingData(setting, items)].flat().join(","),
    origin: originText(origin),
  }));
}
