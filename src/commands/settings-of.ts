import { loadConfigFile } from "../config/load.ts";
import { resolveSettings, unknownVariables } from "../config/resolve.ts";
import type { Settings } from "../config/settings.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { note } from "./print.ts";

/** The settings of an invocation: defaults, `--config`, the environment and flags laid over each other. */
export async function settingsOf(invocation: Invocation): Promise<Settings> {
  const path = textOf(invocation, "config");
  const file = path === undefined ? undefined : await loadConfigFile(path);
  const environment = process.env;
  if (!isOn(invocation, "quiet")) for (const sentence of unknownVariables(environment)) note(sentence);
  return resolveSettings({ flags: invocation.flags, environment, file });
}
