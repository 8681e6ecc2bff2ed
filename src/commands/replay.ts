import type { FlagName } from "../config/flags.ts";
import type { ExitCode } from "../errors.ts";
import type { Invocation } from "./command.ts";
import { settingsOf } from "./settings-of.ts";
import { simulateAll } from "./simulate-all.ts";

/** `run` with a trace for its workload, whatever a configuration file names. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const trace: [FlagName, string][] = [
    ["workload", "trace"],
    ["trace", invocation.positionals.trace!],
  ];
  const flags = new Map([...invocation.flags, ...trace]);
  return simulateAll(invocation, await settingsOf({ ...invocation, flags }));
}
