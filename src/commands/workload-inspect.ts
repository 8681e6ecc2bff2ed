import { EXIT, type ExitCode } from "../errors.ts";
import { workloadCsv, workloadText } from "../report/workload-summary.ts";
import { inspectWorkload } from "../workload/inspect.ts";
import type { Invocation } from "./command.ts";
import { formatOf, print, printJson } from "./print.ts";
import { readWorkload } from "./read-workload.ts";

export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const format = formatOf(invocation);
  const { workload, blockSize } = await readWorkload(invocation, invocation.positionals.file!);
  const summary = inspectWorkload(workload, blockSize);
  if (format === "json") printJson(summary);
  else print(format === "csv" ? workloadCsv(summary) : workloadText(summary));
  return EXIT.ok;
}
