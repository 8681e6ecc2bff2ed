import { UserError } from "../errors.ts";
import type { PlannedScenario, SweepPlan } from "./plan.ts";
import type { ScenarioRecord } from "./record.ts";
import { labelNames, labelValues, type SweepRow } from "./rows.ts";
import type { ResultStore } from "./store.ts";

export interface ReadOptions {
  /** Renames damaged results, so that the next run makes them anew. */
  readonly setAside?: boolean;
}

/** The scenarios of a sweep with what came of them, in order, one in memory at a time. */
export function* readRows(
  plan: SweepPlan,
  store: ResultStore,
  { setAside = false }: ReadOptions = {},
): Generator<SweepRow> {
  const names = labelNames(plan);
  const done = store.ids();
  const failed = store.failedIds();
  for (const scenario of plan.scenarios) {
    const { id, point } = scenario;
    const read = done.has(id)
      ? readResult(store, id, setAside)
      : { reason: whyMissing(scenario, store, failed) };
    const record = "record" in read ? read.record : undefined;
    const labels = labelValues(names, point, plan.settings, record);
    if (record !== undefined) yield { id, labels, status: "ok", reason: "", record };
    else {
      const reason = (read as { reason: string }).reason;
      const isFailure = scenario.problem !== undefined || (!done.has(id) && failed.has(id));
      yield { id, labels, status: isFailure ? "failed" : "missing", reason };
    }
  }
}

/** A damaged file counts as missing. */
function readResult(
  store: ResultStore,
  id: string,
  setAside: boolean,
): { record: ScenarioRecord } | { reason: string } {
  try {
    return { record: store.readResult(id) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (setAside) store.setAside(id);
    return { reason: `${error.message}${setAside ? " (renamed to *.damaged; run the sweep again)" : ""}` };
  }
}

function whyMissing(
  { id, problem }: PlannedScenario,
  store: ResultStore,
  failed: ReadonlySet<string>,
): string {
  if (problem !== undefined) return problem;
  return failed.has(id) ? store.readFailure(id) : "not run";
}

/** Consecutive rows that differ in their seed only. */
export function* groupBySeed(rows: Iterable<SweepRow>): Generator<SweepRow[]> {
  let group: SweepRow[] = [];
  let key = "";
  for (const row of rows) {
    const { seed: _, ...labels } = row.labels;
    const own = JSON.stringify(labels);
    if (group.length > 0 && own !== key) {
      yield group;
      group = [];
    }
    key = own;
    group.push(row);
  }
  if (group.length > 0) yield group;
}
