import { EXIT, type ExitCode } from "../errors.ts";
import { DOCUMENT_RANGES, validateTables } from "../ingest/checks/validate.ts";
import { chooseJobs, everyJob } from "../ingest/plan.ts";
import { openTables } from "../ingest/table-files.ts";
import { benchContext } from "./bench-context.ts";
import { type Invocation, isOn } from "./command.ts";
import { flagValue } from "./flag-value.ts";
import { formatOf, note, printJson } from "./print.ts";
import { printFindings } from "./print-findings.ts";
import { printRows } from "./print-rows.ts";

/** Whether a folder of tables is whole and physically possible. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const context = benchContext(invocation);
  const all = everyJob({ shapes: flagValue(invocation, "shapes") ?? [], sites: context.sites });
  const chosen = chooseJobs(all, {
    only: flagValue(invocation, "only"),
    extras: flagValue(invocation, "with") ?? [],
  });
  const jobs = chosen.filter(({ kind }) => kind === "gemm" || kind === "prefill" || kind === "decode");
  const { files, findings } = validateTables(
    jobs,
    openTables(context.tables, context.gpu),
    context.gpu,
    context,
  );
  const rows = files.map(({ mfu, allowed, ...file }) => ({
    file: file.file,
    rows: file.rows,
    expected: file.expected,
    mfu: range(mfu),
    roofline: range(allowed),
    documents: range(DOCUMENT_RANGES[jobs.find(({ id }) => id === file.job)!.kind]),
    findings: file.findings,
  }));
  if (formatOf(invocation) === "json") printJson({ files, findings });
  else {
    printRows(invocation, rows);
    printFindings(invocation, findings);
  }
  const unchecked = chosen.filter((job) => !jobs.includes(job)).map(({ id }) => id);
  if (unchecked.length > 0) note(`not checked, for want of ranges to check by: ${unchecked.join(", ")}`);
  if (!isOn(invocation, "quiet")) {
    const there = files.filter((file) => file.rows > 0).length;
    note(
      `${there} of ${files.length} tables of ${context.tables} are there, with ${findings.length} findings`,
    );
  }
  return findings.length === 0 ? EXIT.ok : EXIT.threshold;
}

function range(pair: readonly [number, number] | undefined): string {
  return pair === undefined ? "-" : `${Number(pair[0].toPrecision(2))}-${Number(pair[1].toPrecision(2))}`;
}
