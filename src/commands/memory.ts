import type { ExitCode } from "../errors.ts";
import type { Invocation } from "./command.ts";

export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  console.log(JSON.stringify({ ...invocation, flags: [...invocation.flags] }));
  return undefined;
}
