import { EXIT, type ExitCode } from "../errors.ts";
import { formatCount } from "../report/format.ts";
import { mergeSweep } from "../sweep/merge.ts";
import type { SweepPlan } from "../sweep/plan.ts";
import type { SweepPoint } from "../sweep/point.ts";
import { labelNames, sweepFigures, variedNames } from "../sweep/rows.ts";
import type { ResultStore } from "../sweep/store.ts";
import { sweepTable } from "../sweep/sweep-table.ts";
import { type Invocation, isOn } from "./command.ts";
import { formatOf, note, print, printJson } from "./print.ts";
import { widthOf } from "./terminal.ts";

/** Points that a terminal shows; all are in the files. */
const MOST_ROWS = 60;

/** Merges a sweep, prints its table, and says what is missing. */
export function showMerged(invocation: Invocation, plan: SweepPlan, store: ResultStore): ExitCode {
  const format = formatOf(invocation);
  const merged = mergeSweep(plan, store, MOST_ROWS);
  const { ok, failed, missing, gaps, points, pointCount } = merged;
  if (format === "table") {
    printPoints(plan, points);
    if (pointCount > points.length) print(`... and ${formatCount(pointCount - points.length)} more points`);
  } else if (format === "json") {
    printJson({ ok, failed, missing, folder: store.folder });
  } else print(`ok,failed,missing,folder\n${ok},${failed},${missing},${store.folder}`);
  for (const { status, reason, first, count } of gaps) {
    const names = variedNames(plan, labelNames(plan)).filter((name) => first.labels[name] !== "");
    const which = names.map((name) => `${name} ${first.labels[name]}`).join(", ");
    note(`${formatCount(count)} ${status}: ${reason} (${count === 1 ? "" : "the first: "}${which})`);
  }
  if (!isOn(invocation, "quiet")) {
    const counts = `${formatCount(ok)} ok, ${formatCount(failed)} failed, ${formatCount(missing)} missing`;
    note(`${counts}; summary.csv, summary.json and results are in ${store.folder}`);
  }
  return failed + missing > 0 ? EXIT.incomplete : EXIT.ok;
}

export function printPoints(plan: SweepPlan, points: readonly SweepPoint[]): void {
  const names = variedNames(plan, labelNames(plan));
  const width = widthOf();
  print(sweepTable(points, names, sweepFigures(plan), width).join("\n"));
}
