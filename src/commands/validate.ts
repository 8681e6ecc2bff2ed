import { writeFileSync } from "node:fs";
import { didYouMean } from "../config/did-you-mean.ts";
import { isExplicit } from "../config/settings.ts";
import { EXIT, type ExitCode, UserError, unwritable } from "../errors.ts";
import { KINDS, type Kind, type Outcome } from "../validate/outcome.ts";
import { figuresCsv } from "../validate/report/figures-csv.ts";
import { predictionsCsv } from "../validate/report/predictions-csv.ts";
import { reportOf, type ValidationReport } from "../validate/report/report.ts";
import { reportText } from "../validate/report/text.ts";
import { validateFile } from "../validate/validate.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { flagValue } from "./flag-value.ts";
import { formatOf, note, print, printJson } from "./print.ts";
import { settingsOf } from "./settings-of.ts";
import { widthOf } from "./terminal.ts";

/** Compares files of measurements with the simulator. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const kind = kindOf(invocation.positionals.kind!);
  const files = invocation.words;
  if (files.length === 0)
    throw new UserError({ field: `validate ${kind}`, message: "needs at least one file of measurements" });
  const format = formatOf(invocation);
  // Only step logs need a model named: files of the other kinds name their own.
  const flags =
    kind === "steps" ? invocation.flags : new Map([...invocation.flags, ["quiet", true] as const]);
  const settings = await settingsOf({ ...invocation, flags });
  const options = {
    settings,
    op: flagValue(invocation, "op"),
    lookup: flagValue(invocation, "lookup") ?? ("nearest" as const),
    models: textOf(invocation, "models"),
    benchData: textOf(invocation, "bench-data"),
    kvLength: flagValue(invocation, "kv-len"),
    isGiven: (name: "vllm-version" | "model") => isExplicit(settings.get(name)),
  };
  const outcomes: Outcome[] = [];
  for (const file of files) outcomes.push(await validateFile(kind, file, options));

  const path = textOf(invocation, "predictions");
  if (path !== undefined) writePredictions(path, outcomes);
  const reports = outcomes.map(reportOf);
  if (format === "json") printJson(reports);
  else if (format === "csv") print(figuresCsv(reports));
  else print(reports.map((report) => reportText(report, widthOf())).join("\n"));
  if (format !== "table" && !isOn(invocation, "quiet")) tellSkipped(reports);
  return checkMax(reports, flagValue(invocation, "max"));
}

function kindOf(text: string): Kind {
  const kind = KINDS.find((known) => known === text);
  if (kind !== undefined) return kind;
  const near = didYouMean(text, [...KINDS]);
  throw new UserError({
    field: "validate",
    message: `must be followed by one of ${KINDS.join(", ")}`,
    got: text,
    ...(near === undefined ? {} : { remedy: `Did you mean ${near}?` }),
  });
}

function writePredictions(path: string, outcomes: readonly Outcome[]): void {
  if (new Set(outcomes.map(({ table }) => table.header.join())).size > 1) {
    throw new UserError({
      field: "--predictions",
      message: "makes one table, and the files have different columns",
      remedy: "Validate them one at a time",
    });
  }
  try {
    writeFileSync(path, predictionsCsv(outcomes));
  } catch (error) {
    throw unwritable(path, error, "Give another file with --predictions");
  }
}

function tellSkipped(reports: readonly ValidationReport[]): void {
  for (const { file, skipped, notes } of reports) {
    for (const { reason, count } of skipped) note(`${file}: skipped ${count}: ${reason}`);
    for (const sentence of notes) note(`${file}: ${sentence}`);
  }
}

/** A file of which nothing could be compared misses every threshold. */
function checkMax(reports: readonly ValidationReport[], max: number | undefined): ExitCode {
  if (max === undefined) return EXIT.ok;
  const above = reports.filter(({ mapePct }) => !(mapePct <= max));
  for (const { file, mapePct } of above)
    note(`${file}: MAPE ${mapePct.toFixed(2)} %, above the ${max} % allowed`);
  return above.length === 0 ? EXIT.ok : EXIT.threshold;
}
