import { type Finding, findingRow } from "../ingest/finding.ts";
import type { Invocation } from "./command.ts";
import { formatOf, print } from "./print.ts";
import { printRows } from "./print-rows.ts";

/** Findings as a linter prints them, `file:line: [check] message`, or as CSV. Prints nothing when there are none. */
export function printFindings(invocation: Invocation, findings: readonly Finding[]): void {
  if (findings.length === 0) return;
  if (formatOf(invocation) === "csv") printRows(invocation, findings.map(findingRow));
  else print(findings.map(findingText).join("\n"));
}

function findingText({ check, file, line, rows, message }: Finding): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return `${place}: [${check}] ${message}${rows !== undefined && rows > 1 ? ` (${rows} rows)` : ""}`;
}
