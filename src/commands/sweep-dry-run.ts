import { EXIT, type ExitCode } from "../errors.ts";
import { formatCount, formatSeconds } from "../report/format.ts";
import { estimateSweep } from "../sweep/estimate-time.ts";
import { distinct, type SweepPlan } from "../sweep/plan.ts";
import { labelNames, labelValues, variedNames } from "../sweep/rows.ts";
import type { Invocation } from "./command.ts";
import { note } from "./print.ts";
import { printRows } from "./print-rows.ts";

/** Lists the scenarios of a sweep and says how long they would take. Writes nothing. */
export async function dryRun(
  invocation: Invocation,
  plan: SweepPlan,
  known: ReadonlySet<string>,
  workers: number,
): Promise<ExitCode> {
  const names = variedNames(plan, labelNames(plan));
  printRows(
    invocation,
    plan.scenarios.map(({ id, point, problem }) => {
      const labels = labelValues(names, point, plan.settings, undefined);
      const cells = Object.entries(labels).map(([name, value]) => [
        name,
        typeof value === "boolean" ? String(value) : value,
      ]);
      const state = problem !== undefined ? `failed: ${problem}` : known.has(id) ? "known" : "";
      return { id, ...(Object.fromEntries(cells) as Record<string, string | number>), state };
    }),
  );
  const due = distinct(plan.scenarios).filter(({ id, problem }) => problem === undefined && !known.has(id));
  const { seconds, requests } = await estimateSweep(plan, due, workers);
  const { length } = plan.scenarios;
  const inAll = `${formatCount(length)} ${length === 1 ? "scenario" : "scenarios"}, ${formatCount(due.length)} to run`;
  const time = due.length === 0 ? "" : `: about ${formatSeconds(seconds)} on ${workers} threads`;
  note(`${inAll} with ${formatCount(requests)} requests${time}`);
  return EXIT.ok;
}
