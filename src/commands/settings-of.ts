import { loadConfigFile } from "../config/load.ts";
import { resolveSettings, unknownVariables } from "../config/resolve.ts";
import type { Settings } from "../config/settings.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { note } from "./print.ts";

/** The settings of an invocation: defaults, `--config`, `--vllm-args`, the environment and flags laid over each other. */
export async function settingsOf(invocation: Invocation): Promise<Settings> {
  const tell = isOn(invocation, "quiet") ? () => {} : note;
  const path = textOf(invocation, "config");
  const file = path === undefined ? undefined : await loadConfigFile(path);
  const environment = process.env;
  for (const sentence of unknownVariables(environment)) tell(sentence);
  const server = await serverArgs(invocation);
  for (const sentence of server?.notes ?? []) tell(sentence);
  const settings = resolveSettings({ flags: invocation.flags, environment, file, vllm: server?.entries });
  server?.check(settings);
  const { items, origin } = settings.get("model")!;
  if (origin.layer === "default") tell(`no --model given: simulating ${items.join(",")}`);
  return settings;
}

/** Loaded when it is asked for: a table of all of vLLM's flags. */
async function serverArgs(invocation: Invocation) {
  const text = textOf(invocation, "vllm-args");
  const file = textOf(invocation, "vllm-args-file");
  if (text === undefined && file === undefined) return undefined;
  const { loadVllmArgs } = await import("../config/vllm/load-vllm-args.ts");
  return loadVllmArgs(text, file);
}
