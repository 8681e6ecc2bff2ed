import { EXIT, type ExitCode } from "../errors.ts";
import { lintTables } from "../ingest/checks/lint.ts";
import { openTables } from "../ingest/table-files.ts";
import { benchContext } from "./bench-context.ts";
import { type Invocation, isOn } from "./command.ts";
import { formatOf, note, print, printJson } from "./print.ts";
import { printFindings } from "./print-findings.ts";

/** What is wrong with a folder of tables, whoever made them. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const context = benchContext(invocation);
  const set = openTables(context.tables, context.gpu);
  const findings = lintTables(set, context);
  if (formatOf(invocation) === "json") printJson(findings);
  else if (findings.length > 0) printFindings(invocation, findings);
  else print(`no findings in ${set.tables.length} tables`);
  if (findings.length > 0 && !isOn(invocation, "quiet")) {
    note(`${findings.length} findings in ${set.tables.length} tables of ${context.tables}`);
  }
  return findings.length === 0 ? EXIT.ok : EXIT.threshold;
}
