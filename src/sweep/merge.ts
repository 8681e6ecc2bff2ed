import type { SweepPlan } from "./plan.ts";
import { pointOf, type SweepPoint } from "./point.ts";
import { groupBySeed, readRows } from "./read-rows.ts";
import { type SweepRow, sweepFigures } from "./rows.ts";
import type { ResultStore } from "./store.ts";
import { SummaryFiles } from "./summary-files.ts";

/** Scenarios that have no result for the same reason. */
export interface Gap {
  readonly status: SweepRow["status"];
  readonly reason: string;
  readonly first: SweepRow;
  count: number;
}

/** Reasons that are told apart. */
const MOST_GAPS = 20;

export interface Merged {
  readonly ok: number;
  readonly failed: number;
  readonly missing: number;
  /** Why there are no results, the first reasons. */
  readonly gaps: readonly Gap[];
  /** The first points, for a table. */
  readonly points: readonly SweepPoint[];
  readonly pointCount: number;
}

/** Reads and checks all results of a sweep, in the order of its plan, and writes its summary. */
export function mergeSweep(plan: SweepPlan, store: ResultStore, mostPoints: number): Merged {
  const figures = sweepFigures(plan);
  const files = new SummaryFiles(store.folder, plan, figures);
  const counts = { ok: 0, failed: 0, missing: 0 };
  const gaps = new Map<string, Gap>();
  const points: SweepPoint[] = [];
  let pointCount = 0;
  try {
    for (const rows of groupBySeed(readRows(plan, store, { setAside: true }))) {
      const point = pointOf(rows, figures);
      files.add(point);
      pointCount += 1;
      if (points.length < mostPoints) points.push(point);
      for (const row of rows) {
        counts[row.status] += 1;
        if (row.status !== "ok") addGap(gaps, row);
      }
    }
    files.commit();
  } catch (error) {
    files.discard();
    throw error;
  }
  return { ...counts, gaps: [...gaps.values()], points, pointCount };
}

function addGap(gaps: Map<string, Gap>, row: SweepRow): void {
  const { status, reason } = row;
  const key = `${status} ${reason}`;
  const known = gaps.get(key);
  if (known !== undefined) known.count += 1;
  else if (gaps.size < MOST_GAPS) gaps.set(key, { status, reason, first: row, count: 1 });
}
