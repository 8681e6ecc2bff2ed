import { basename, resolve } from "node:path";
import type { Point } from "../report/html/sweep/points.ts";
import { writeOutputFolder } from "../report/output-folder.ts";
import type { SweepPlan } from "./plan.ts";
import { pointOf, type SweepPoint } from "./point.ts";
import { groupBySeed, readRows } from "./read-rows.ts";
import { type SweepFigure, sweepFigures } from "./rows.ts";
import type { ResultStore } from "./store.ts";

/** Writes `report.html` over the results that a sweep has so far, into its folder. Returns the number of points shown. */
export async function writeSweepReport(
  plan: SweepPlan,
  store: ResultStore,
  version: string,
): Promise<number> {
  const { sweepPage } = await import("../report/html/sweep/sweep-page.ts");
  const figures = sweepFigures(plan);
  const points: Point[] = [];
  const reasons = new Map<string, number>();
  for (const rows of groupBySeed(readRows(plan, store, { setAside: false }))) {
    if (rows.some(({ status }) => status === "ok")) points.push(chartPoint(pointOf(rows, figures), figures));
    for (const { status, reason } of rows) {
      const key = `${status}: ${reason}`;
      if (status !== "ok") reasons.set(key, (reasons.get(key) ?? 0) + 1);
    }
  }
  const notes = [...reasons].map(
    ([reason, count]) => `${count} ${count === 1 ? "scenario" : "scenarios"} ${reason}.`,
  );
  const title = `Sweep ${basename(resolve(store.folder))}`;
  writeOutputFolder(store.folder, { "report.html": sweepPage(points, { title, notes, version }) });
  return points.length;
}

function chartPoint({ labels, estimates, verdicts }: SweepPoint, figures: readonly SweepFigure[]): Point {
  const entries = figures.map(({ key }, i) => [key, estimates[i]!] as const);
  return {
    labels,
    figures: Object.fromEntries(entries.filter(([, { mean }]) => Number.isFinite(mean))),
    overloaded: verdicts.includes("overloaded"),
  };
}
