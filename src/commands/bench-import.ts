import { EXIT, type ExitCode, UserError } from "../errors.ts";
import { type ImportRequest, importTables, storeImport } from "../ingest/import/import.ts";
import { benchContext } from "./bench-context.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { flagValue } from "./flag-value.ts";
import { formatOf, note, printJson } from "./print.ts";
import { printFindings } from "./print-findings.ts";
import { printRows } from "./print-rows.ts";

/** Converts tables of other simulators and profilers, with where they come from, and names their faults. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const from = flagValue(invocation, "from");
  if (from === undefined)
    throw new UserError({ field: "--from", message: "is needed: the format of the tables" });
  const output = textOf(invocation, "output");
  const dryRun = isOn(invocation, "dry-run");
  if (output === undefined && !dryRun) {
    throw new UserError({
      field: "--output",
      message: "is needed: the folder to write to",
      remedy: "With --dry-run nothing is written, and faults are listed all the same",
    });
  }
  const context = benchContext(invocation);
  const request: ImportRequest = { from, path: invocation.positionals.path!, gpu: context.gpu, context };
  const imported = importTables(request);
  const { findings, notes } = imported;
  const stored = storeImport(imported, request, output ?? context.tables, dryRun);
  if (formatOf(invocation) === "json") printJson({ stored, notes, findings });
  else {
    printRows(
      invocation,
      stored.map(({ reason = "", ...row }) => ({ ...row, reason })),
    );
    printFindings(invocation, findings);
  }
  for (const sentence of notes) note(sentence);
  if (!isOn(invocation, "quiet")) {
    const faults = findings.length === 0 ? "" : `; ${findings.length} faults in the tables as they were`;
    note(
      `${stored.filter(({ outcome }) => outcome === "stored").length} tables ${dryRun ? "would be " : ""}stored${faults}`,
    );
  }
  return EXIT.ok;
}
