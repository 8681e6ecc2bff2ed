import type { ExitCode } from "../errors.ts";
import type { Invocation } from "./command.ts";
import { readWorkload } from "./read-workload.ts";
import { traceFormatOf, writeWorkload } from "./write-workload.ts";

export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const format = traceFormatOf(invocation);
  return writeWorkload(invocation, await readWorkload(invocation, invocation.positionals.file!), format);
}
