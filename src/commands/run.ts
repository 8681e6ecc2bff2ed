import type { ExitCode } from "../errors.ts";
import type { Invocation } from "./command.ts";
import { settingsOf } from "./settings-of.ts";
import { simulateAll } from "./simulate-all.ts";

export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  return simulateAll(invocation, await settingsOf(invocation));
}
