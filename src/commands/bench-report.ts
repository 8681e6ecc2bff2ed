import { basename, dirname, resolve } from "node:path";
import type { ExitCode } from "../errors.ts";
import { readNcu } from "../ingest/baseline/ncu.ts";
import { readProfile } from "../ingest/baseline/profile.ts";
import { chooseJobs, everyJob } from "../ingest/plan.ts";
import { baselineReport, type NamedProfile } from "../ingest/report/baseline-report.ts";
import type { ReportDocument } from "../ingest/report/document.ts";
import { htmlReport } from "../ingest/report/html.ts";
import { markdownReport } from "../ingest/report/markdown.ts";
import { tableReport } from "../ingest/report/table-report.ts";
import { openTables } from "../ingest/table-files.ts";
import { placeFiles } from "../jobs/place-files.ts";
import { readManifest } from "../roofline/tables/manifest.ts";
import { type BenchContext, benchContext } from "./bench-context.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { flagValue } from "./flag-value.ts";
import { note, print } from "./print.ts";

/** Writes a report on kernel tables, or on an attention baseline, as Markdown and as one HTML file. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const context = benchContext(invocation);
  const baseline = textOf(invocation, "baseline");
  const document =
    baseline === undefined ? aboutTables(invocation, context) : aboutBaseline(invocation, context, baseline);
  const stem = baseline === undefined ? "bench-report" : "baseline-report";
  const folder = resolve(textOf(invocation, "output") ?? "out/bench-report");
  const files = { [`${stem}.md`]: markdownReport(document), [`${stem}.html`]: htmlReport(document) };
  placeFiles(folder, files);
  print(
    Object.keys(files)
      .map((name) => `${folder}/${name}`)
      .join("\n"),
  );
  if (!isOn(invocation, "quiet")) for (const sentence of document.lead) note(sentence);
  return undefined;
}

function aboutTables(invocation: Invocation, context: BenchContext): ReportDocument {
  const { gpu, tables, sites } = context;
  const set = openTables(tables, gpu);
  const against = textOf(invocation, "against");
  const jobs = chooseJobs(everyJob({ shapes: flagValue(invocation, "shapes") ?? [], sites }), {});
  return tableReport({
    gpu,
    name: shortName(tables),
    set,
    manifest: readManifest(set.folder.manifest),
    jobs,
    context,
    ...(against === undefined
      ? {}
      : { against: { name: shortName(against), set: openTables(against, gpu) } }),
  });
}

function aboutBaseline(
  invocation: Invocation,
  { gpu, constants }: BenchContext,
  file: string,
): ReportDocument {
  const named = (name: string, path: string | undefined): NamedProfile | undefined =>
    path === undefined ? undefined : { name, profile: readProfile(path) };
  const against = textOf(invocation, "against");
  const candidate = named("candidate", textOf(invocation, "candidate"));
  const beside = against === undefined ? undefined : named(basename(against, ".csv"), against);
  const ncu = textOf(invocation, "ncu");
  return baselineReport({
    gpu,
    baseline: { name: "SDPA", profile: readProfile(file) },
    constants,
    ...(candidate === undefined ? {} : { candidate }),
    ...(beside === undefined ? {} : { against: beside }),
    ...(ncu === undefined ? {} : { ncu: readNcu(ncu) }),
  });
}

/** The last two parts of a path: enough to know it by, nothing of the machine it is on. */
function shortName(path: string): string {
  const full = resolve(path);
  return `${basename(dirname(full))}/${basename(full)}`;
}
